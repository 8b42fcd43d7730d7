"""Bring the store up to date: carry out the sweep, task by task, with an estimate."""

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from fastapi_by_example.errors import UsageError
from fastapi_by_example.history.cluster import cluster, run_on
from fastapi_by_example.history.releases import parse_version, read_releases
from fastapi_by_example.history.sweep import Sweep, Task
from fastapi_by_example.history.timeline import FASTAPI, TRACKED, State, timeline


@dataclass
class Progress:
    """A completed task: how many examples were run, the seconds since the start, and what is left."""

    task: Task
    state: State
    ran: int
    seconds: float
    left: str


def read_timeline(since: str) -> list[State]:
    """All states since a version of FastAPI, from the index.

    Raises UsageError if there is no release since then, and NothingVerifiedError if the index does not answer.
    """
    parse_version(since)
    found = timeline(read_releases(FASTAPI), {name: read_releases(name) for name in TRACKED}, since)
    if not found:
        raise UsageError(f"no release of {FASTAPI} since {since}", hint="give an older version with --from")
    return found


def update(sweep: Sweep, report: Callable[[Progress], None], minutes: float = 0, address: str = "") -> bool:
    """Run what is not known yet, for up to `minutes` (0 for no limit); return whether everything is known.

    If `address` is a Dask cluster, run it there. Raises KeyboardInterrupt after Ctrl-C; completed runs are kept.
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
    """The remaining work, with an estimate from the average seconds per run so far."""
    releases = set(sweep.releases)
    runs = sum(len(releases.difference(sweep.known[concept.slug])) for concept in sweep.concepts)
    whole = sum(sweep.is_whole(number) for number in sweep.releases)
    return (
        f"{whole} of {len(sweep.releases)} releases complete, {sweep.open_gaps()} gaps to bisect,"
        f" about {runs * pace / 60:.0f} min left"
    )
