"""A fresh interpreter for each example, on systems where a process cannot be forked safely.

Each example takes the extra time of start-up and imports. Everything else is the same as with a fork.
"""

import contextlib
import json
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any, TypedDict

from .child import enter, leave
from .control import announce, answer
from .interpreter import Explaining, import_warm, keep_cache_in, make_room, run_pytest, tests_of, warm_up
from .observe import Observer, watch_applications, watch_logs
from .plugin import Reporter
from .protocol import Job
from .supervise import Child

PROBE = Path(__file__).with_name("__main__.py")
ORDER = "order"
"""The argument that makes an interpreter read one order from standard input instead of using a control socket."""


class Order(TypedDict):
    """The input of a fresh interpreter: the job, the folder of pytest's settings, how to report, and the start time."""

    job: Job
    folder: str
    server: int
    token: str
    ends: list[int]
    began: float


class Reporting(Explaining):
    """The pytest plugin that reports on this process's example."""

    def __init__(self, order: Order, observer: Observer, import_warnings: list[dict[str, Any]]) -> None:
        self.order = order
        self.observer = observer
        self.import_warnings = import_warnings

    def pytest_configure(self, config: Any) -> None:
        """Add the reporter, which needs pytest's configuration."""
        super().pytest_configure(config)
        keep_cache_in(self.order["job"]["folder"], config)
        results, token = self.order["ends"][0], self.order["token"]
        config.pluginmanager.register(Reporter(config, results, token, self.observer, self.import_warnings))


def serve_by_spawn(control: socket.socket, folder: str) -> int:
    """Serve jobs, each in a new interpreter, until the runner closes the control socket."""
    import_warm(["fastapi"])
    announce(control)
    for line in control.makefile("r", encoding="utf-8"):
        job: Job = json.loads(line)
        answer(control, job, spawn(job, folder))
    return 0


def spawn(job: Job, folder: str) -> Child:
    """Start the interpreter of a job and send it the order."""
    pipes = [os.pipe() for _ in range(3)]
    orders, ours = os.pipe()
    ends = [theirs for _, theirs in pipes]
    for end in ends:
        os.set_inheritable(end, True)
    token, began = os.urandom(8).hex(), time.monotonic()
    order = Order(job=job, folder=folder, server=os.getpid(), token=token, ends=ends, began=began)
    command = [sys.executable, str(PROBE), ORDER, *sys.argv[2:]]
    process = os.posix_spawn(sys.executable, command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, orders, 0)])
    for end in (orders, *ends):
        os.close(end)
    with contextlib.suppress(BrokenPipeError), os.fdopen(ours, "w", encoding="utf-8") as line:
        json.dump(order, line)
    results, output, faults = (reading for reading, _ in pipes)
    return Child(process, results, output, faults, token)


def carry_out() -> int:
    """Run one example in this process: read the order from standard input and run its test."""
    order: Order = json.load(sys.stdin)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    job = order["job"]
    _, output, faults = order["ends"]
    for end in order["ends"]:
        os.set_inheritable(end, False)
    left = job["timeout"] - (time.monotonic() - order["began"])  # the limit includes the start of this interpreter
    dump = enter({**job, "timeout": left}, order["server"], output, faults)
    import_warnings = [warning for _, warning in import_warm(job["imports"])]
    warm_up()
    observer = Observer()
    watch_applications(lambda: observer)
    watch_logs(lambda: observer)
    make_room(job["slug"])
    leave(run_pytest(order["folder"], tests_of(job), [Reporting(order, observer, import_warnings), dump]))
    return 1
