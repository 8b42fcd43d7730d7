"""Report a body that changed its structure as one difference, not one for each of its values."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace

from fastapi_by_example.diff.difference import Difference

MOST_APART = 3
"""Up to this many values that appear or disappear together are reported one by one."""


def gathered(found: Sequence[Difference]) -> list[Difference]:
    """The differences, with values or lines of one body or result that differ together as one.

    The first of them stands for all, and says how many there are.
    """
    groups: dict[Hashable, list[Difference]] = defaultdict(list)
    for number, one in enumerate(found):
        groups[_group(one) or number].append(one)
    return [
        one for members in groups.values() for one in (members if len(members) <= MOST_APART else [_combined(members)])
    ]


def _group(one: Difference) -> Hashable:
    """What differences that belong together have in common; None for a difference of its own."""
    place = one.test, one.request, one.aspect
    if one.part.startswith("body line"):
        return place
    if one.part.startswith(("body $", "result $")) and (one.old is None or one.new is None):
        return *place, one.part[:4], one.old is None
    return None


def _combined(members: Sequence[Difference]) -> Difference:
    old, new = (text and f"{text} and {len(members) - 1} more" for text in (members[0].old, members[0].new))
    return replace(members[0], old=old, new=new)
