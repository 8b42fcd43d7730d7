"""Split a selection into shards of about equal cost, and merge their runs."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.errors import UsageError
from fastapi_by_example.run.document import ExampleResult, Run


def shard(concepts: Sequence[Concept], number: int, count: int) -> list[Concept]:
    """The concepts of one shard, in corpus order.

    The split depends on the selection alone, so it is the same on every machine. A dependency set stays whole, so
    that its environment is built once, unless it costs more than a shard's share.
    """
    loads = [0.0] * count
    mine: set[str] = set()
    for unit in sorted(_units(concepts, count), key=lambda unit: (-_cost(unit), min(one.slug for one in unit))):
        least = min(range(count), key=loads.__getitem__)
        loads[least] += _cost(unit)
        if least == number - 1:
            mine |= {concept.slug for concept in unit}
    return [concept for concept in concepts if concept.slug in mine]


def _units(concepts: Sequence[Concept], count: int) -> Iterator[list[Concept]]:
    """The dependency sets, and the single examples of sets that cost more than a shard's share."""
    sets: dict[object, list[Concept]] = defaultdict(list)
    for concept in concepts:
        sets[concept.declared.key].append(concept)
    for members in sets.values():
        if _cost(members) * count > _cost(concepts):
            yield from ([concept] for concept in members)
        else:
            yield members


def _cost(concepts: Sequence[Concept]) -> float:
    return sum(concept.cost for concept in concepts)


def merge_runs(runs: Sequence[Run]) -> Run:
    """Merge the runs of several shards into one.

    Raises UsageError if they differ in target, Python or corpus, or if an example is in two of them.
    """
    first = runs[0]
    for run in runs[1:]:
        _check_alike(first, run)
    examples = [example for run in runs for example in run.examples]
    _check_complete(first, examples, interrupted=any(run.interrupted for run in runs))
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


def _check_alike(first: Run, run: Run) -> None:
    """Raise UsageError if two runs are not parts of one selection under the same conditions."""
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


def _check_complete(first: Run, examples: Sequence[ExampleResult], *, interrupted: bool) -> None:
    """Raise UsageError if an example is in two runs, or in no run even though no run was interrupted."""
    slugs = Counter(example.slug for example in examples)
    twice = sorted(slug for slug, number in slugs.items() if number > 1)
    if twice:
        raise UsageError(f"these examples are in more than one run: {', '.join(twice[:10])}")
    missing = [slug for slug in first.selected if slug not in slugs]
    if missing and not interrupted:
        raise UsageError(
            f"no run has {', '.join(missing[:10])}: a shard is missing, or the shards were split differently"
        )
