"""The pins in a target, such as `fastapi==0.150.0,starlette<1`."""

import contextlib
import re

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

PART_END = re.compile(r",(?!\s*[<>=!~])")
"""The commas between the parts of a target; a comma before a comparison goes on with the same pin."""


def pinned_names(spelled: str) -> list[str]:
    """The packages that the pins in a target's spelling name, normalized; those of files are not among them."""
    names: list[str] = []
    for part in PART_END.split(spelled):
        with contextlib.suppress(InvalidRequirement):
            requirement = Requirement(part.strip())
            if requirement.specifier:
                names.append(canonicalize_name(requirement.name))
    return names
