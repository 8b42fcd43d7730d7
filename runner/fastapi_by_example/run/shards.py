"""Split a selection into shards of about equal duration, and merge their runs."""

from collections import Counter
from collections.abc import Sequence

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import Run
from fastapi_by_example.run.remembered import UNKNOWN_DURATION


def shard(concepts: Sequence[Concept], number: int, count: int, durations: dict[str, float]) -> list[Concept]:
    """The concepts of one shard, in corpus order. Each concept goes to the shard with the least load.

    Equal durations give equal shards on every machine. Without durations, the shards have equal sizes.
    """
    loads = [0.0] * count
    mine = set()
    for concept in sorted(concepts, key=lambda one: (-durations.get(one.slug, UNKNOWN_DURATION), one.slug)):
        least = min(range(count), key=loads.__getitem__)
        loads[least] += durations.get(concept.slug, UNKNOWN_DURATION)
        if least == number - 1:
            mine.add(concept.slug)
    return [concept for concept in concepts if concept.slug in mine]


def merge_runs(runs: Sequence[Run]) -> Run:
    """Merge the runs of several shards into one.

    Raises UsageError if they differ in target, Python or corpus, or if an example is in two of them.
    """
    first = runs[0]
    for run in runs[1:]:
        for what, one, other in (
            ("targets", first.target, run.target),
            ("moments", first.resolved_as_of, run.resolved_as_of),
            ("Pythons", first.python, run.python),
            ("platforms", first.platform, run.platform),
            ("tables", first.tables, run.tables),
            ("selections", first.selected, run.selected),
        ):
            if one != other:
                raise UsageError(
                    f"the runs are not shards of one run: they have different {what}: {one!s:.200}, {other!s:.200}"
                )
    examples = [example for run in runs for example in run.examples]
    slugs = Counter(example.slug for example in examples)
    twice = sorted(slug for slug, number in slugs.items() if number > 1)
    if twice:
        raise UsageError(f"these examples are in more than one run: {', '.join(twice[:10])}")
    missing = [slug for slug in first.selected if slug not in slugs]
    if missing and not any(run.interrupted for run in runs):
        raise UsageError(
            f"no run has {', '.join(missing[:10])}: a shard is missing, or the shards were split differently"
        )
    order = {slug: number for number, slug in enumerate(slug for table in first.tables for slug in table.concepts)}
    examples.sort(key=lambda example: order.get(example.slug, len(order)))
    environments = {environment.id: environment for run in runs for environment in run.environments}
    used = dict.fromkeys(example.environment for example in examples)
    return first.model_copy(
        update={
            "started": min(run.started for run in runs),
            "duration": max(run.duration for run in runs),
            "interrupted": any(run.interrupted for run in runs),
            "environments": [environments[name] for name in used if name in environments],
            "examples": examples,
        }
    )
