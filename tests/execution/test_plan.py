"""The plan hands out each example once, prefers sets with a running interpreter, and finds who did damage."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from fastapi_by_example.environments.build import Environment
from fastapi_by_example.execution.plan import Blame, DependencySet, Plan, Task, make_plan
from fastapi_by_example.run.remembered import Remembered
from tests.corpora import CorpusWriter


@pytest.fixture
def plan(corpus: CorpusWriter, tmp_path: Path) -> Plan:
    for slug in ("first", "second", "third"):
        corpus.example(slug, dependencies=("h11",))
    corpus.example("other", dependencies=("idna",))
    return make_plan(list(corpus.discover().concepts.values()), Remembered(tmp_path / "remembered.json"))


def environment(name: str) -> Environment:
    folder = Path("/environments") / name
    return Environment(name, folder, folder / "bin" / "python", folder / "lib", {})


def build(plan: Plan, *names: str) -> list[DependencySet]:
    """Give the sets their environments, in the order of their builds."""
    built = []
    for name in names:
        one = plan.next_to_build()
        assert one
        plan.adopt(one, environment(name), contextlib.ExitStack())
        plan.built()
        built.append(one)
    return built


def start(plan: Plan, current: DependencySet | None = None) -> Task:
    task = plan.next_to_run(current)
    assert task
    return task


def test_every_example_is_handed_out_once(plan: Plan) -> None:
    build(plan, "large", "small")
    slugs, current = [], None
    while task := plan.next_to_run(current):
        slugs.append(task.concept.slug)
        assert plan.finish(task, []) == (Blame.NONE, [])
        current = task.chosen
    assert sorted(slugs) == ["first", "other", "second", "third"]


def test_examples_of_the_running_interpreter_come_first(plan: Plan) -> None:
    large, _ = build(plan, "large", "small")
    assert [start(plan, large).chosen for _ in range(3)] == [large] * 3


def test_sets_with_the_same_environment_share_it(plan: Plan) -> None:
    large, small = build(plan, "same", "same")
    assert large.shared is small.shared


def test_the_only_example_in_a_damaged_environment_is_to_blame(plan: Plan) -> None:
    large, _ = build(plan, "large", "small")
    task = start(plan, large)
    assert plan.finish(task, ["lib/x.py"]) == (Blame.CULPRIT, [large])
    assert large.shared is None
    assert plan.building == 1


def test_suspects_run_again_alone(plan: Plan) -> None:
    large, _ = build(plan, "large", "small")
    first, second = start(plan, large), start(plan, large)
    assert plan.finish(first, ["lib/x.py"]) == (Blame.SUSPECT, [])
    assert start(plan, large).chosen is not large  # nothing starts in a damaged environment
    assert plan.finish(second, ["lib/x.py"]) == (Blame.SUSPECT, [large])
    plan.adopt(large, environment("large"), contextlib.ExitStack())
    plan.built()
    again = start(plan, large)
    assert (again.concept, again.alone) == (first.concept, True)
    assert plan.finish(again, []) == (Blame.NONE, [])
    culprit = start(plan, large)
    assert (culprit.concept, culprit.alone) == (second.concept, True)
    assert plan.finish(culprit, ["lib/x.py"]) == (Blame.CULPRIT, [large])


def test_environments_with_common_files_are_damaged_together(plan: Plan) -> None:
    base = environment("base")
    for made in (base, replace(environment("linked"), bases=(base.folder,))):
        one = plan.next_to_build()
        assert one
        plan.adopt(one, made, contextlib.ExitStack())
        plan.built()
    large, small = plan.sets
    first, second = start(plan, large), start(plan, small)
    assert plan.finish(first, ["lib/x.py"]) == (Blame.SUSPECT, [])
    assert plan.finish(second, []) == (Blame.SUSPECT, [large, small])
    assert plan.building == 2


def test_a_stopped_plan_hands_out_nothing(plan: Plan) -> None:
    build(plan, "large")
    plan.stop()
    assert plan.next_to_build() is None
    assert plan.next_to_run(None) is None


def test_examples_without_an_environment_are_abandoned(plan: Plan) -> None:
    one = plan.next_to_build()
    assert one
    assert [concept.slug for concept in plan.give_up(one)] == ["first", "second", "third"]
    assert one.waiting == []
