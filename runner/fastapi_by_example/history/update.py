"""Bring the store up to date: carry out the sweep, task by task, with an estimate."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi_by_example.history.keeper import Keeper
from fastapi_by_example.history.releases import read_releases
from fastapi_by_example.history.sweep import Sweep, Task
from fastapi_by_example.history.timeline import FASTAPI, TRACKED, State, timeline


@dataclass
class Progress:
    """A task that was done: how many examples were run, in how many seconds, and what is left."""

    task: Task
    state: State
    ran: int
    seconds: float
    left: str


def read_timeline(since: str) -> list[State]:
    """All states from a release of FastAPI on, as the index has them. Raises NothingVerifiedError without an answer."""
    return timeline(read_releases(FASTAPI), {name: read_releases(name) for name in TRACKED}, since)


def update(sweep: Sweep, keeper: Keeper, report: Callable[[Progress], None], minutes: float = 0) -> bool:
    """Run what is not known yet, for some minutes or, with 0, to the end; return whether everything is known.

    Raises KeyboardInterrupt after Ctrl-C. Whatever ended before it is kept.
    """
    began = time.monotonic()
    while tasks := sweep.tasks():
        if minutes and time.monotonic() - began > minutes * 60:
            return False
        task = tasks[0]
        started = time.monotonic()
        ran = keeper.run(sweep.states[task.state], task.concepts, task.serial)
        sweep.note(task)
        report(Progress(task, sweep.states[task.state], ran, time.monotonic() - started, _left(sweep)))
    return True


def _left(sweep: Sweep) -> str:
    whole = sum(not sweep.is_whole(number) for number in sweep.releases)
    return (
        f"{len(sweep.releases) - whole} of {len(sweep.releases)} releases are whole, {sweep.open_gaps()} gaps are open"
    )
