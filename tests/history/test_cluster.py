"""The sweep on a local Dask cluster: the result is the same, even if a worker dies in the middle."""

import os
import signal
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.history import cluster as under_test
from fastapi_by_example.history.cluster import Order, carry_out
from fastapi_by_example.history.derive import derive
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.update import Progress, update
from tests.history.conftest import Sweeper

pytest.importorskip("distributed")
NOTES = "NOTES_OF_THE_WORKERS"


def carry_out_with_notes(order: Order) -> str:
    """The work of a worker, with a note before and after it; the worker that finds the file `armed` dies in between."""
    notes = Path(os.environ[NOTES])
    name = f"{order.state.name} {' '.join(order.slugs)}".replace("/", "_")
    _note(notes / "begun", name)
    with suppress(FileNotFoundError):
        (notes / "armed").rename(notes / "fired")
        os.kill(os.getpid(), signal.SIGKILL)
    text = carry_out(order)
    _note(notes / "ended", name)
    return text


def _note(file: Path, name: str) -> None:
    with file.open("a") as notes:
        notes.write(f"{name}\n")


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for the workers' notes."""
    folder = tmp_path / "notes"
    folder.mkdir()
    monkeypatch.setenv(NOTES, str(folder))
    monkeypatch.setattr(under_test, "carry_out", carry_out_with_notes)
    return folder


def counted(file: Path) -> Counter[str]:
    return Counter(file.read_text().splitlines())


def on_cluster(sweep: Sweep) -> list[Progress]:
    """Sweep on a cluster of two workers; return the steps."""
    steps: list[Progress] = []
    assert update(sweep, steps.append, address="local")
    return steps


def facts(sweep: Sweep) -> tuple[object, object]:
    """The causes with their pairs of states, and the outcome of each example in each release."""
    history = derive(sweep, "")
    causes = [
        (one.key, one.places, history.points[one.before].name, history.points[one.after].name) for one in history.causes
    ]
    outcomes = {
        (concept.slug, sweep.states[number].name): sweep.keeper.outcome(concept, sweep.states[number])
        for concept in sweep.concepts
        for number in sweep.releases
    }
    assert None not in outcomes.values()
    return causes, outcomes


def test_cluster_gives_the_same_history_as_one_process_even_if_a_worker_dies(sweeper: Sweeper, notes: Path) -> None:
    alone = sweeper("alone.sqlite3")
    assert update(alone, lambda _: None)
    (notes / "armed").touch()
    shared = sweeper("shared.sqlite3")
    assert sum(step.ran for step in on_cluster(shared)) >= len(alone.concepts)
    assert (notes / "fired").exists()
    assert facts(shared) == facts(alone)
    ended = counted(notes / "ended")
    assert set(ended.values()) == {1}
    assert (counted(notes / "begun") - ended).total() == 1  # only the task of the dead worker was restarted


def test_address_without_a_cluster_is_rejected(sweeper: Sweeper) -> None:
    with pytest.raises(UsageError, match="no Dask cluster at nowhere"):
        update(sweeper(), lambda _: None, address="nowhere")
