"""Sort causes by whether they affect concepts that a project uses."""

from collections.abc import Collection, Mapping, Sequence

from fastapi_by_example.diff.changes import Cause, Comparison

MOST_LINES = 3
"""Most lines of code listed per cause."""


def sorted_by_use(comparison: Comparison, used: Mapping[str, Sequence[str]], tellable: Collection[str]) -> Comparison:
    """The comparison with the causes of used concepts first; `used` has the lines of code of each concept.

    They are followed by the causes of concepts that are not `tellable` from code. The others move to `unused`.
    """
    touching, unclear, others = [], [], []
    for cause in comparison.causes:
        lines = [line for slug in cause.concepts for line in used.get(slug, ())]
        if lines:
            touching.append(cause.model_copy(update={"lines": list(dict.fromkeys(lines))[:MOST_LINES]}))
        elif any(slug not in tellable for slug in cause.concepts):
            unclear.append(cause)
        else:
            others.append(cause)
    return comparison.model_copy(update={"causes": [*_by_rank(touching), *unclear], "unused": others})


def _by_rank(causes: list[Cause]) -> list[Cause]:
    return sorted(causes, key=lambda cause: cause.aspect.rank)
