"""A difference between two runs of an example."""

from dataclasses import dataclass

from fastapi_by_example.diff.changes import Aspect

REFUSED = frozenset({"401", "403"})


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
