"""The pins in a target, such as `fastapi==0.150.0,starlette<1`."""

import contextlib
import re

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

PART_END = re.compile(r",(?!\s*[<>=!~])")
"""The commas between the parts of a target; a comma before a comparison belongs to the same pin."""


def pinned_names(spelled: str) -> list[str]:
    """The normalized names of the packages that a target pins in its spelling, not in a file."""
    names: list[str] = []
    for part in PART_END.split(spelled):
        with contextlib.suppress(InvalidRequirement):
            requirement = Requirement(part.strip())
            if requirement.specifier:
                names.append(canonicalize_name(requirement.name))
    return names
