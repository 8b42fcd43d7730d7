"""Packages and notes of a comparison."""

from fastapi_by_example.diff.changes import Kind
from fastapi_by_example.diff.comparison import compare, package_changes
from fastapi_by_example.run.document import Observations, Outcome, WatchResult
from tests.observed import seen
from tests.runs import environment, example, run_of


def test_changed_packages_are_listed_once_across_environments() -> None:
    old = run_of(environments=[environment(a="1", b="1", same="1"), environment("e2", a="2", same="1")])
    new = run_of(environments=[environment(a="3", c="1", same="1")])
    changes = [(change.name, change.old, change.new) for change in package_changes(old, new)]
    assert changes == [("a", "1, 2", "3"), ("b", "1", ""), ("c", "", "1")]


def test_examples_of_one_run_and_single_runs_are_noted() -> None:
    old = run_of(*(example(f"old{n}") for n in range(12)), example("both"), target="2025-06-01")
    new = run_of(example("both"), example("new"))
    comparison = compare(old, new)
    assert comparison.causes == []
    assert comparison.notes[0].startswith("only 2025-06-01 has old0, old1")
    assert comparison.notes[0].endswith("old9 and 2 more")
    assert comparison.notes[1] == "only known-good has new"
    assert comparison.notes[2].startswith("2025-06-01 ran once")
    assert comparison.count(Kind.BROKEN) == 0
    assert (comparison.base.target, comparison.base.examples, comparison.candidate.examples) == ("2025-06-01", 13, 2)


def test_dropped_observations_and_another_python_are_noted() -> None:
    old = run_of(example("one", observations=Observations(dropped=7)))
    notes = compare(old, old.model_copy(update={"python": "3.13.0"})).notes
    assert "not all observations on known-good were kept: one" in notes
    assert any(note.endswith("known-good on 3.13.0") for note in notes)


def test_unused_pin_is_noted() -> None:
    old = run_of(example("one"), environments=[environment(fastapi="1.0")])
    new = old.model_copy(update={"target": "latest,fastpi==1.0,FastAPI>=1,<2"})
    assert [note for note in compare(old, new).notes if "pins" in note] == [
        "no example uses fastpi, which latest,fastpi==1.0,FastAPI>=1,<2 pins"
    ]


def test_not_applicable_and_unknown_are_noted_but_not_compared() -> None:
    watch = WatchResult(name="watch_x", how="returned", kind="json", value="1")
    old = run_of(seen(watches=[watch]), example("two"))
    new = run_of(seen(), example("two", Outcome.NOT_APPLICABLE))
    comparison = compare(old, new)
    assert comparison.compared == 1
    assert "not applicable on known-good: two" in comparison.notes
    assert any("watches ran on one side only" in note and "one::watch_x" in note for note in comparison.notes)
