"""A difference between two runs of an example."""

import re
from dataclasses import dataclass

from fastapi_by_example.diff.changes import Aspect

REFUSED = frozenset({"401", "403"})
UNKNOWN_NAME = re.compile(
    r"unexpected keyword argument '(\w+)'"
    r"|'(?!NoneType|str|int|dict|list|tuple|coroutine)\w+(?: object)?' has no attribute '(\w+)'"
    r"|cannot import name '(\w+)'"
)
"""How Python reports an argument, an attribute or a name that does not exist."""


@dataclass(frozen=True)
class Difference:
    """A value that differs.

    `part` names it within the request or result; `old` or `new` is None if it is missing. `signature` distinguishes
    differences with equal values, such as two reasons for a 422.
    """

    aspect: Aspect
    test: str
    request: str
    part: str
    old: str | None
    new: str | None
    signature: str = ""

    @property
    def spot(self) -> tuple[str, str, str]:
        """The location of the difference."""
        return self.test, self.request, self.part

    @property
    def is_status(self) -> bool:
        """Whether a status code differs."""
        return self.aspect is Aspect.STATUS

    @property
    def is_security(self) -> bool:
        """Whether the difference affects access control."""
        refused = (self.old in REFUSED) != (self.new in REFUSED)
        return self.aspect is Aspect.SECURITY or (self.is_status and refused)

    @property
    def added(self) -> str:
        """The argument, attribute or name that the old side lacks and the new side has; empty for anything else."""
        reason = self.signature if self.is_status and (self.old or "") > (self.new or "") else ""
        found = UNKNOWN_NAME.search(f"{self.old or ''} {reason}")
        name = next(filter(None, found.groups())) if found else ""
        return "" if f"'{name}'" in (self.new or "") else name
