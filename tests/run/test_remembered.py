"""Durations and failures are remembered between runs."""

import threading
from pathlib import Path

import pytest

from fastapi_by_example.run.document import ExampleResult, Outcome, Run
from fastapi_by_example.run.remembered import Remembered, recall
from fastapi_by_example.store.cache import Cache, locked


def run_of(*examples: tuple[str, Outcome, float]) -> Run:
    """A run with some outcomes and durations."""
    return Run(
        runner_version="1",
        target="latest",
        python="3.11.7",
        platform="Linux",
        started="2026-01-01T00:00:00Z",
        duration=1.0,
        tables=[],
        environments=[],
        examples=[
            ExampleResult(slug=slug, table=1, title=slug, outcome=outcome, duration=duration)
            for slug, outcome, duration in examples
        ],
    )


def test_memory_is_kept_per_corpus(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    recall(cache, Path("/one")).update(run_of(("a", Outcome.PASSED, 1.5), ("b", Outcome.FAILED, 2.5)))
    remembered = recall(cache, Path("/one"))
    assert remembered.durations == {"a": 1.5, "b": 2.5}
    assert remembered.failed == ["b"]
    other = recall(cache, Path("/another"))
    assert (other.durations, other.failed) == ({}, [])


@pytest.mark.parametrize("outcome", Outcome)
def test_every_bad_outcome_counts_as_failed(tmp_path: Path, outcome: Outcome) -> None:
    memory = Remembered(tmp_path / "remembered.json")
    memory.update(run_of(("a", outcome, 1.0)))
    assert memory.failed == ([] if outcome in (Outcome.PASSED, Outcome.SKIPPED, Outcome.NOT_APPLICABLE) else ["a"])


def test_examples_outside_a_run_keep_their_record(tmp_path: Path) -> None:
    memory = Remembered(tmp_path / "remembered.json")
    memory.update(run_of(("a", Outcome.FAILED, 1.0), ("b", Outcome.FAILED, 2.0)))
    memory.update(run_of(("b", Outcome.PASSED, 3.0), ("c", Outcome.CRASHED, 0.0)))
    assert memory.failed == ["c", "a"]
    assert memory.durations == {"a": 1.0, "b": 3.0}  # what never ran has taken no time


def test_two_runners_keep_each_others_records(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    recall(cache, Path("/one")).update(run_of(("c", Outcome.FAILED, 1.0)))
    first, second = recall(cache, Path("/one")), recall(cache, Path("/one"))
    first.update(run_of(("a", Outcome.FAILED, 1.0), ("c", Outcome.PASSED, 2.0)))
    second.update(run_of(("b", Outcome.FAILED, 3.0)))
    remembered = recall(cache, Path("/one"))
    assert remembered.failed == second.failed == ["b", "a"]
    assert remembered.durations == {"a": 1.0, "b": 3.0, "c": 2.0}


def test_concurrent_writes_take_turns(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    memory = recall(cache, Path("/one"))
    with locked(memory.file.with_suffix(".lock")):
        learner = threading.Thread(target=memory.update, args=(run_of(("a", Outcome.FAILED, 1.0)),))
        learner.start()
        learner.join(0.2)
        assert learner.is_alive()
    learner.join()
    assert recall(cache, Path("/one")).failed == ["a"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"durations": [], "failed": []}', '{"durations": {"a": "x"}, "failed": []}']
)
def test_damaged_memory_is_treated_as_empty(tmp_path: Path, text: str) -> None:
    cache = Cache(tmp_path)
    file = recall(cache, Path("/one")).file
    file.parent.mkdir(parents=True)
    file.write_text(text)
    remembered = recall(cache, Path("/one"))
    assert (remembered.durations, remembered.failed) == ({}, [])


def test_unwritable_memory_is_not_an_error(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("")
    memory = Remembered(tmp_path / "a file" / "remembered.json")
    memory.update(run_of(("a", Outcome.PASSED, 1.0)))
    assert memory.durations == {"a": 1.0}
