"""The fork server: one warm interpreter per environment, a forked child for each example.

pytest is started and configured once, by `pytest.main`. The server is a plugin of it: in `pytest_collection` it
waits for jobs, forks, and in the child lets that hook fall through, so that pytest collects, runs and ends as it
always does, in a fresh process that has paid for no import and no start-up.
"""

import gc
import importlib
import importlib.metadata
import io
import json
import os
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from _pytest import _io as pytest_io

from runner.probe.child import enter, leave
from runner.probe.observe import Observer, watch_applications, watch_logs
from runner.probe.plugin import Reporter, warning_as_data
from runner.probe.supervise import Child, Job, adopt_orphans, supervise

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


class Explainer:
    """What is left of a terminal reporter that reports nothing: a writer without colours."""

    def __init__(self) -> None:
        self._tw = pytest_io.TerminalWriter(io.StringIO())


class ForkServer:
    """The pytest plugin that takes jobs from the runner and gives each to a forked child."""

    def __init__(self, control: socket.socket, import_warnings: list[tuple[set[str], dict[str, Any]]]) -> None:
        self.control = control
        self.jobs = control.makefile("r", encoding="utf-8")
        self.observer = Observer()
        self.import_warnings = import_warnings

    def pytest_configure(self, config: Any) -> None:
        """Stand in for the terminal reporter, whose writer older releases of pytest want to explain an assertion."""
        if not config.pluginmanager.has_plugin("terminalreporter"):
            config.pluginmanager.register(Explainer(), "terminalreporter")

    def pytest_collection(self, session: Any) -> bool | None:
        """Serve until the runner hangs up; in a child, return None: pytest then collects and runs the example."""
        self.send({"event": "ready", **about_this_environment()})
        gc.freeze()
        for line in self.jobs:
            job: Job = json.loads(line)
            child = self.fork(session.config, job)
            if child is None:
                return None
            self.send({"event": "done", **supervise(child, job, self.control)})
        return True

    def send(self, message: dict[str, Any]) -> None:
        """Tell the runner something, as one line of JSON."""
        self.control.sendall(json.dumps(message).encode() + b"\n")

    def fork(self, config: Any, job: Job) -> Child | None:
        """Fork; return the child's process id and its pipes, or None in the child."""
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
        enter(job, server, output_end, faults_end)
        self.observer = Observer()
        wanted = set(job["imports"])
        seen = [warning for modules, warning in self.import_warnings if modules & wanted]
        config.pluginmanager.register(Reporter(config, results_end, token, self.observer, seen))
        config.args = [str(Path(job["folder"]) / job["test"])]
        return None


def about_this_environment() -> dict[str, Any]:
    """Which FastAPI was imported, to be held against what was installed."""
    fastapi = sys.modules.get("fastapi")
    return {"fastapi": getattr(fastapi, "__version__", ""), "file": str(getattr(fastapi, "__file__", "") or "")}


def import_warm(modules: list[str]) -> list[tuple[set[str], dict[str, Any]]]:
    """Import what the examples import; return each warning on the way, with the modules that were being imported."""
    seen: list[tuple[set[str], dict[str, Any]]] = []

    def note(message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None) -> None:  # noqa: ARG001
        importing, frame = set(), sys._getframe()
        while frame:
            if frame.f_code.co_name == "<module>":
                importing.add(str(frame.f_globals.get("__name__")))
            frame = frame.f_back  # type: ignore[assignment]
        warning = warnings.WarningMessage(message, category, filename, lineno)
        seen.append((importing, warning_as_data(warning)))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = note
        for module in modules:
            try:
                importlib.import_module(module)
            except BaseException:  # noqa: S112  # the examples that import it meet the same error, and report it
                continue
    return seen


def warm_up() -> None:
    """Serve one request, so that what FastAPI and its neighbours import on first use is imported before the forks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from fastapi import FastAPI
            from fastapi.testclient import TestClient

            app = FastAPI()
            app.post("/{number}")(lambda number, body: {"number": number, "body": body})
            with TestClient(app) as client:
                client.post("/1?body=x", json={"key": "value"})
            app.openapi()
        except Exception:  # what does not work here is judged by the examples
            return


def installed_plugins() -> list[Any]:
    """The pytest plugins of the environment, loaded once here in place of pytest's search for them in every child."""
    plugins = []
    for entry_point in importlib.metadata.entry_points(group="pytest11"):
        try:
            plugins.append(entry_point.load())
        except Exception:  # noqa: S112  # a plugin that does not load is the business of the example that needs it
            continue
    return plugins


def serve(control_fd: int) -> int:
    """Run the server until the runner closes the other end of its control socket."""
    control = socket.socket(fileno=control_fd)
    os.set_inheritable(control_fd, False)
    settings = json.loads(read_line(control))
    adopt_orphans()
    import_warnings = import_warm([f"_pytest.{name}" for name in PYTEST_INTERNALS] + settings["imports"])
    warm_up()
    server = ForkServer(control, import_warnings)
    watch_applications(lambda: server.observer)
    watch_logs(lambda: server.observer)
    folder = settings["folder"]
    options = [
        "--rootdir",
        folder,
        "--confcutdir",
        folder,
        "-c",
        f"{folder}/pytest.ini",
        "-s",
        "--disable-plugin-autoload",
    ]
    for name in ("terminal", "cacheprovider", "faulthandler", "junitxml", "pastebin", "stepwise", "doctest"):
        options += ["-p", f"no:{name}"]
    server_process = os.getpid()
    status = int(pytest.main([*options, folder], plugins=[server, *installed_plugins()]))
    if os.getpid() != server_process:
        leave(status)
    return status


def read_line(control: socket.socket) -> bytes:
    """The first line from the runner, read byte by byte so that nothing of the next one is taken."""
    line = b""
    while not line.endswith(b"\n"):
        byte = control.recv(1)
        if not byte:
            raise SystemExit(0)
        line += byte
    return line
