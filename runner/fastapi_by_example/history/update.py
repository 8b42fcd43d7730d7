"""Bring the store up to date: carry out the sweep, task by task, with an estimate."""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from fastapi_by_example.history.cluster import cluster, run_on
from fastapi_by_example.history.releases import read_releases
from fastapi_by_example.history.sweep import Sweep, Task
from fastapi_by_example.history.timeline import FASTAPI, TRACKED, State, timeline


@dataclass
class Progress:
    """A task that was done: how many examples were run, the seconds since the beginning, and what is left."""

    task: Task
    state: State
    ran: int
    seconds: float
    left: str


def read_timeline(since: str) -> list[State]:
    """All states from a release of FastAPI on, as the index has them. Raises NothingVerifiedError without an answer."""
    return timeline(read_releases(FASTAPI), {name: read_releases(name) for name in TRACKED}, since)


def update(sweep: Sweep, report: Callable[[Progress], None], minutes: float = 0, address: str = "") -> bool:
    """Run what is not known yet, for some minutes or, with 0, to the end; return whether everything is known.

    With the `address` of a Dask cluster, it is run there. Raises KeyboardInterrupt after Ctrl-C. Whatever ended before
    it is kept.
    """
    began, runs = time.monotonic(), 0
    with cluster(address) if address else nullcontext() as client:
        while tasks := sweep.tasks():
            for task, ran in run_on(client, sweep, tasks) if client else _run_here(sweep, tasks[0]):
                runs += ran
                sweep.note(task)
                seconds = time.monotonic() - began
                report(Progress(task, sweep.states[task.state], ran, seconds, _left(sweep, seconds / max(runs, 1))))
            if minutes and time.monotonic() - began > minutes * 60:
                return not sweep.tasks()
    return True


def _run_here(sweep: Sweep, task: Task) -> Iterator[tuple[Task, int]]:
    yield task, sweep.keeper.run(sweep.states[task.state], task.concepts, task.serial)


def _left(sweep: Sweep, pace: float) -> str:
    """What is left, with an estimate from the seconds that a run took so far."""
    releases = set(sweep.releases)
    runs = sum(len(releases.difference(sweep.known[concept.slug])) for concept in sweep.concepts)
    whole = sum(sweep.is_whole(number) for number in sweep.releases)
    return (
        f"{whole} of {len(sweep.releases)} releases are whole, {sweep.open_gaps()} gaps are open,"
        f" about {runs * pace / 60:.0f} min left"
    )
