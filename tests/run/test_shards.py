"""Shards take about equally long, and their merged runs equal one unsharded run."""

from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.errors import UsageError
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import Outcome, Run
from fastapi_by_example.run.shards import merge_runs, shard
from tests.conftest import Verifier
from tests.corpora import CorpusWriter
from tests.runs import environment, example, failed, run_of


@pytest.fixture
def concepts(corpus: CorpusWriter) -> list[Concept]:
    for number in range(40):
        corpus.example(f"n{number}", table=f"0{1 + number % 3}_table")
    return list(corpus.discover().concepts.values())


def at_cost(concepts: list[Concept], costs: dict[str, float]) -> list[Concept]:
    return [replace(concept, cost=costs.get(concept.slug, concept.cost)) for concept in concepts]


def shards(concepts: list[Concept], count: int) -> list[list[Concept]]:
    return [shard(concepts, number, count) for number in range(1, count + 1)]


def cost(concepts: list[Concept]) -> float:
    return sum(concept.cost for concept in concepts)


UNEVEN = {f"n{number}": 0.05 + number % 7 for number in range(40)}


@pytest.mark.parametrize("costs", [{}, UNEVEN, {"n0": 1000.0}], ids=["none", "uneven", "one long"])
@pytest.mark.parametrize("count", [1, 2, 5, 40, 50])
def test_every_concept_is_in_one_shard(concepts: list[Concept], costs: dict[str, float], count: int) -> None:
    priced = at_cost(concepts, costs)
    parts = shards(priced, count)
    assert sorted(concept.slug for concept in chain(*parts)) == sorted(concept.slug for concept in priced)
    assert all(part == [concept for concept in priced if concept in part] for part in parts)


def test_shards_cost_about_the_same(concepts: list[Concept]) -> None:
    costs = [cost(part) for part in shards(at_cost(concepts, UNEVEN), 4)]
    assert max(costs) - min(costs) <= min(UNEVEN.values()) + 1
    assert [len(part) for part in shards(concepts, 4)] == [10, 10, 10, 10]
    assert sorted(len(part) for part in shards(at_cost(concepts, {"n0": 1000.0}), 4)) == [1, 13, 13, 13]


def test_a_dependency_set_is_split_only_if_it_costs_more_than_a_share(corpus: CorpusWriter) -> None:
    for number in range(12):
        corpus.example(f"large{number}", dependencies=("h11",))
    for number in range(4):
        corpus.example(f"small{number}", dependencies=("idna",))
        corpus.example(f"other{number}", dependencies=("certifi",))
    names = [{concept.slug[:5] for concept in part} for part in shards(list(corpus.discover().concepts.values()), 4)]
    assert [sum(kind in part for part in names) for kind in ("large", "small", "other")] == [4, 1, 1]


def test_the_split_depends_on_the_selection_alone(concepts: list[Concept]) -> None:
    priced = at_cost(concepts, UNEVEN)
    assert [set(map(str, part)) for part in shards(priced[::-1], 5)] == [set(map(str, p)) for p in shards(priced, 5)]


@pytest.mark.parametrize("count", range(2, 7))
def test_shards_of_the_corpus_are_balanced_within_a_quarter(count: int) -> None:
    costs = [cost(part) for part in shards(list(discover().concepts.values()), count)]
    assert max(costs) <= 1.25 * min(costs)


def without_time(run: Run) -> dict[str, Any]:
    """A run without its times and durations."""

    def stripped(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: stripped(inner) for key, inner in value.items() if key not in ("duration", "started")}
        return [stripped(inner) for inner in value] if isinstance(value, list) else value

    data: dict[str, Any] = stripped(run.model_dump(mode="json"))
    return data


def test_merged_run_equals_the_unsharded_run(corpus: CorpusWriter, verifier: Verifier) -> None:
    tests = {
        "passes": "def test_it():\n    assert True\n",
        "fails": "def test_it():\n    print('out')\n    assert 1 == 2\n",
        "skips": "import pytest\ndef test_it():\n    pytest.skip('why')\n",
        "warns": "import warnings\ndef test_it():\n    warnings.warn('old', DeprecationWarning)\n",
        "ends": "import os\ndef test_it():\n    os._exit(0)\n",
    }
    for number, (slug, test) in enumerate(tests.items()):
        corpus.example(slug, test, table=f"0{1 + number % 2}_table")
    corpus.example("lacks", dependencies=["idna==0.0.0.dev0"], table="02_table")
    slugs = list(corpus.discover().concepts)
    whole = verifier(corpus)
    found = list(corpus.discover().concepts.values())
    parts = [
        verifier(corpus, *(concept.slug for concept in shard(found, number, 3)), options=Options(selected=slugs))
        for number in (1, 2, 3)
    ]
    assert [len(part.examples) for part in parts] == [2, 2, 2]
    for order in (parts, parts[::-1]):
        merged = merge_runs(order)
        assert without_time(merged) == without_time(whole)
        assert merged.exit_code == whole.exit_code == 1
        assert merged.duration == max(part.duration for part in parts)
        assert merged.started == min(part.started for part in parts)


def part_of(*slugs: str, **parts: Any) -> Run:
    """The run of a shard of an example `a` and an example `b`."""
    run = run_of(*(example(slug) for slug in slugs), **{"selected": ["a", "b"], **parts})
    return run.model_copy(update={"tables": run_of(example("a"), example("b")).tables})


def refused(*runs: Run) -> str:
    with pytest.raises(UsageError) as caught:
        merge_runs(runs)
    return str(caught.value)


def test_merged_examples_are_in_corpus_order() -> None:
    one = part_of("b", environments=[environment("e2", fastapi="2"), environment("unused", fastapi="3")])
    one = one.model_copy(update={"examples": [one.examples[0].model_copy(update={"environment": "e2"})]})
    other = part_of("a", environments=[environment("e1", fastapi="1")])
    merged = merge_runs([one, other])
    assert [found.slug for found in merged.examples] == ["a", "b"]
    assert [found.id for found in merged.environments] == ["e1", "e2"]


def test_merging_one_run_changes_nothing() -> None:
    run = run_of(example("a"), failed("b"))
    assert merge_runs([run]) == run


def test_example_in_two_runs_is_rejected() -> None:
    assert refused(part_of("a", "b"), part_of("b")) == "these examples are in more than one run: b"


def test_missing_shard_is_named_by_its_examples() -> None:
    assert refused(part_of("a")) == "no run has b: a shard is missing, or the shards were split differently"


def test_run_with_an_interrupted_shard_is_interrupted() -> None:
    assert merge_runs([part_of("a", interrupted=True)]).interrupted
    assert not merge_runs([part_of("a"), part_of("b")]).interrupted


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"target": "latest"}, "targets"),
        ({"resolved_as_of": "2020-01-01T00:00:00Z"}, "moments"),
        ({"python": "3.13.0"}, "Pythons"),
        ({"platform": "Darwin arm64"}, "platforms"),
        ({"selected": ["b"]}, "selections"),
    ],
)
def test_unrelated_shards_are_rejected(parts: dict[str, Any], what: str) -> None:
    assert f"the runs are not shards of one run: they have different {what}: " in refused(
        part_of("a"), part_of("b", **parts)
    )


def test_runs_of_different_corpora_are_rejected() -> None:
    message = refused(run_of(example("a"), selected=["a"]), run_of(example("z"), selected=["a"]))
    assert "they have different tables" in message
    assert len(message) < 600


def test_many_examples_are_merged() -> None:
    slugs = [f"n{number}" for number in range(20_000)]
    one, other = (run_of(*map(example, half), selected=slugs) for half in (slugs[::2], slugs[1::2]))
    tables = run_of(*map(example, slugs)).tables
    merged = merge_runs([run.model_copy(update={"tables": tables}) for run in (one, other)])
    assert [found.slug for found in merged.examples] == slugs
    assert merged.counts() == {Outcome.PASSED: 20_000}
