"""The fork server: one warm interpreter per environment, one forked child per example.

`pytest.main` starts and configures pytest once. The server is a plugin: in `pytest_collection` it waits for jobs and
forks. In the child that hook returns, so pytest collects and runs the example as usual, in a fresh process without
the cost of start-up and imports.
"""

import gc
import json
import os
import select
import signal
import socket
from typing import Any, NoReturn

from .child import enter, leave
from .control import announce, answer
from .fresh import serve_by_spawn
from .interpreter import (
    Explaining,
    ImportWarnings,
    import_warm,
    keep_cache_in,
    make_room,
    run_pytest,
    tests_of,
    warm_up,
)
from .observe import Observer, watch_applications, watch_logs
from .plugin import Reporter
from .protocol import Job, Settings
from .supervise import Child, adopt_orphans, die_with_parent, end_what_is_left

PYTEST_INTERNALS = (
    "assertion.rewrite",
    "assertion.util",
    "fixtures",
    "python",
    "python_api",
    "raises",
    "recwarn",
    "unraisableexception",
    "debugging",
)
LAST_SECONDS = 2
"""Seconds that the server has to exit by itself after the runner hangs up."""


class ForkServer(Explaining):
    """The pytest plugin that receives jobs from the runner and runs each in a forked child."""

    def __init__(self, control: socket.socket, import_warnings: ImportWarnings) -> None:
        self.control = control
        self.jobs = control.makefile("r", encoding="utf-8")
        self.observer = Observer()
        self.import_warnings = import_warnings

    def pytest_collection(self, session: Any) -> bool | None:
        """Serve until the runner hangs up. In a child, return None, so that pytest collects and runs the example."""
        announce(self.control)
        gc.freeze()
        for line in self.jobs:
            job: Job = json.loads(line)
            child = self.fork(session.config, job)
            if child is None:
                return None
            answer(self.control, job, child)
        return True

    def fork(self, config: Any, job: Job) -> Child | None:
        """Fork; return the child, or None in the child itself."""
        pipes = [os.pipe() for _ in range(3)]
        token, server = os.urandom(8).hex(), os.getpid()
        child = os.fork()
        for ours, theirs in pipes:
            os.close(theirs if child else ours)
        if child:
            results, output, faults = (ours for ours, _ in pipes)
            return Child(child, results, output, faults, token)
        self.jobs.close()
        self.control.close()
        results_end, output_end, faults_end = (theirs for _, theirs in pipes)
        config.pluginmanager.register(enter(job, server, output_end, faults_end))
        make_room(job["slug"])
        keep_cache_in(job["folder"], config)
        self.observer = Observer()
        wanted = set(job["imports"])
        own = [warning for modules, warning in self.import_warnings if modules & wanted]
        config.pluginmanager.register(Reporter(config, results_end, token, self.observer, own))
        config.args = tests_of(job)
        return None


def serve(control_fd: int) -> int:
    """Run the server of an environment until the runner closes the control socket."""
    control = socket.socket(fileno=control_fd)
    os.set_inheritable(control_fd, False)
    settings: Settings = json.loads(_read_line(control))
    adopt_orphans()
    if not settings["fork"]:
        return serve_by_spawn(control, settings["folder"])
    _keep_watch(control)
    return _serve_by_fork(control, settings["folder"], settings["imports"])


def _keep_watch(control: socket.socket) -> None:
    """Continue in a child.

    The parent adopts the server's orphans, and ends them if an example kills the server. It also ends the server if
    the runner is gone but the server does not notice, because an import hangs.
    """
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        die_with_parent()
        if os.getppid() != parent:
            os._exit(1)
        adopt_orphans()
        return
    status = _wait_for_server(child, control)
    end_what_is_left(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        os.kill(os.getpid(), -code)  # so that the runner sees how it ended
    os._exit(code)


def _wait_for_server(child: int, control: socket.socket) -> int:
    """The wait status of the server. It is killed if it outlives the runner's end of the socket for long."""
    hang_up = select.poll()
    hang_up.register(control, getattr(select, "POLLRDHUP", 0))
    try:
        handle = os.pidfd_open(child)
    except (AttributeError, OSError):
        return os.waitpid(child, 0)[1]
    hang_up.register(handle, select.POLLIN)
    if not any(ready == handle for ready, _ in hang_up.poll()):
        hang_up.unregister(control)
        if not hang_up.poll(LAST_SECONDS * 1000):
            os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _read_line(control: socket.socket) -> bytes:
    """The first line from the runner, read byte by byte so that the next line is left in the socket."""
    line = b""
    while not line.endswith(b"\n"):
        byte = control.recv(1)
        if not byte:
            raise SystemExit(0)
        line += byte
    return line


def _serve_by_fork(control: socket.socket, folder: str, imports: list[str]) -> NoReturn:
    """Serve jobs from one warm interpreter until the runner closes the control socket.

    `folder` has pytest's settings and the copies of the examples; `imports` are the modules of all examples.
    """
    gc.disable()  # a tenth of the time that imports take
    import_warnings = import_warm([f"_pytest.{name}" for name in PYTEST_INTERNALS] + imports)
    warm_up()
    server = ForkServer(control, import_warnings)
    watch_applications(lambda: server.observer)
    watch_logs(lambda: server.observer)
    leave(run_pytest(folder, [folder], [server]))
