"""Date the causes of a comparison with as few examples as possible; one search dates all causes of an example."""

from collections.abc import Callable
from functools import partial

from fastapi_by_example.bisect.search import bisect
from fastapi_by_example.diff.changes import Blame, Cause, Comparison
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.targets.target import Target


def blame(
    trials: Trials, found: Comparison, ends: tuple[Target, Target], report: Callable[[str], None] = lambda _: None
) -> Comparison:
    """The comparison with the release added to each cause that is shown in full and has none yet."""
    dated: dict[str, Blame] = {}
    shown = [cause for cause in found.causes if not cause.aspect.is_folded and not cause.blame]
    left = {cause.key: cause for cause in shown}
    while left:
        slug = _most_useful_example(list(left.values()))
        concept = trials.session.corpus.concepts.get(slug)
        mine = [cause for cause in left.values() if slug in cause.concepts]
        keys = {cause.key for cause in mine}
        for key in keys:
            del left[key]
        if concept is None:
            continue
        report(f"dating {len(mine)} cause{'s' * (len(mine) != 1)} with {slug}")
        try:
            findings = bisect(trials, concept, ends, partial(_is_among, keys))
        except NothingVerifiedError:
            continue
        for finding in findings:
            dated.update({cause.key: finding.blame() for cause in finding.causes})
    causes = [cause.model_copy(update={"blame": cause.blame or dated.get(cause.key)}) for cause in found.causes]
    return found.model_copy(update={"causes": causes})


def _is_among(keys: set[str], cause: Cause) -> bool:
    return cause.key in keys


def _most_useful_example(causes: list[Cause]) -> str:
    counts: dict[str, int] = {}
    for cause in causes:
        for slug in cause.concepts:
            counts[slug] = counts.get(slug, 0) + 1
    return max(counts, key=lambda slug: (counts[slug], slug))
