"""The pytest plugin that records what an application does under a project's own tests, in the project's environment.

It is loaded by the environment variable PYTEST_PLUGINS, or by pytest itself as an installed plugin. Each process of
a session writes its own file, with one line of JSON per test, so that a crash loses at most one test.
"""

from __future__ import annotations  # pytest 6 lacks some of the names

import atexit
import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .observe import Observer, application_as_data, route_as_text, watch_class, watch_logs
from .plugin import bounded, report_as_data, warning_as_data
from .protocol import BODIES_VARIABLE, FIXTURE, FOLDER_VARIABLE, STARTED_VARIABLE
from .secrets import Secrets

CLASSES = {"starlette.applications": "Starlette", "fastapi.applications": "FastAPI"}
"""The observed classes by module."""
MOST_DEPTH = 20
"""Deepest nesting of routers to look into."""
MOST_APPLICATIONS = 100
"""Most applications per process, not counting those with the same title and routes as an earlier one."""
MOST_DOCUMENTS = 10
"""Most OpenAPI documents per process of applications that single tests create. Generating one takes about 45 ms."""


class Recorder:
    """Records one process of a session."""

    def __init__(self, folder: Path, config: pytest.Config) -> None:
        self.config = config
        self.observer = Observer()
        self.secrets = Secrets()
        self.bodies = os.environ.get(BODIES_VARIABLE) != "no"
        self.reports: list[dict[str, Any]] = []
        self.warnings: list[dict[str, Any]] = []
        self.warned: set[tuple[str, str, str, str]] = set()
        self.applications: dict[str, tuple[str, Any]] = {}
        self.seen: set[int] = set()
        self.process = os.getpid()
        self.forks = 0
        self.worker = str(getattr(config, "workerinput", {}).get("workerid", ""))
        self.is_controller = False
        folder.mkdir(parents=True, exist_ok=True)
        self.file = (folder / f"{self.worker or 'main'}-{self.process}.jsonl").open("a", encoding="utf-8")
        watch_logs(lambda: self.observer)
        os.register_at_fork(after_in_parent=self._note_fork)
        _watch_when_imported(self)

    def write(self, event: str, **data: Any) -> None:
        """Write one event; processes forked by a test write nothing."""
        if os.getpid() == self.process:
            self.file.write(json.dumps({"event": event, **data}, default=repr) + "\n")
            self.file.flush()

    def _note_fork(self) -> None:
        self.forks += 1

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Write the platform, the Python and the packages of the session."""
        # With xdist, the tests run in workers, each with its own recorder.
        self.is_controller = not self.worker and session.config.pluginmanager.has_plugin("dsession")
        found = {one.name: one.version for one in importlib.metadata.distributions() if one.name}
        self.write(
            "session",
            root=str(session.config.rootpath),
            worker=self.worker,
            controller=self.is_controller,
            python=platform.python_version(),
            platform=f"{platform.system()} {platform.machine()}",
            packages=found,
            bodies=self.bodies,
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Write a file that could not be collected or was skipped."""
        if not report.passed:
            self.write("report", report=report_as_data(self.config, report))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Write the names of all tests, and the observations made during imports."""
        if not self.is_controller:
            self.write("collected", tests=[bounded(item.nodeid) for item in session.items])
            self.write_observed("")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        """Record what a shared fixture does under its own name, since the first test to use it varies."""
        before = self.observer.test
        if fixturedef.scope != "function":
            where = str(getattr(request.node, "nodeid", ""))
            self.observer.test = bounded(
                f"{FIXTURE}{fixturedef.argname}{f' of {where}' if where not in ('', '.') else ''}"
            )
        yield
        self.observer.test = before

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Write the name of the running test, so that a crash can be attributed to it."""
        if not self.is_controller:
            self.observer.test = bounded(nodeid).partition("::")[2]
            self.write("start", test=bounded(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the report of a test's phase, and write that of a crashed worker."""
        if not self.is_controller:
            self.reports.append(report_as_data(self.config, report))
        elif report.when not in ("setup", "call", "teardown"):
            self.write("report", report=report_as_data(self.config, report))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Write all that is known about a test."""
        if not self.is_controller:
            self.write_observed(bounded(nodeid))

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage, nodeid: str) -> None:
        """Keep a warning, once per file, category, text and origin."""
        warning = warning_as_data(warning_message)
        warning["origin"] = _from(self.config.rootpath, warning_message.filename) or warning["origin"]
        key = (nodeid.partition("::")[0], warning["category"], warning["text"], warning["origin"])
        if key not in self.warned and not self.is_controller:
            self.warned.add(key)
            self.warnings.append({**warning, "nodeid": bounded(nodeid)})

    def write_observed(self, nodeid: str) -> None:
        """Write the reports, observations and warnings since the last call; `nodeid` is the test, if there is one."""
        current, self.observer = self.observer, Observer()
        for test, application in current.applications:
            self._keep_application(test, application)
        observed = current.news()
        self._hide_secrets(observed)
        self.write(
            "test", test=nodeid, reports=self.reports, warnings=self.warnings, **observed, dropped=current.dropped
        )
        self.reports, self.warnings, self.secrets = [], [], Secrets()

    def _hide_secrets(self, observed: dict[str, Any]) -> None:
        for exchange in observed["exchanges"]:
            if not self.bodies:
                exchange["request_body"] = exchange["body"] = {"kind": "empty"}
            self.secrets.exchange(exchange)
        for session in observed["websockets"]:
            self.secrets.websocket(session)
            for message in session["messages"] if not self.bodies else ():
                message.pop("text", None)
                message.pop("bytes", None)
        for log in observed["logs"]:
            log["text"] = self.secrets.hide(log["text"])
        for report in self.reports:
            report["longreprtext"] = self.secrets.hide(report["longreprtext"])
            if isinstance(report["longrepr"], dict):
                crash = report["longrepr"]["reprcrash"]
                crash["message"] = self.secrets.hide(crash["message"])

    def _keep_application(self, test: str, application: Any) -> None:
        if id(application) in self.seen or len(self.applications) >= MOST_APPLICATIONS:
            return
        signature = json.dumps([str(getattr(application, "title", "")), *_routes_below(application)])
        if signature not in self.applications:
            self.seen.add(id(application))  # kept alive, so that the number stays its own
            self.applications[signature] = (test, application)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Write the rest: the last warnings, the applications, and how the session ended."""
        if not self.is_controller:
            self.write_observed("")
        openapi, own = [], 0
        for signature in sorted(self.applications):  # so that both sides record the same documents
            test, application = self.applications[signature]
            is_own = bool(test) and not test.startswith(FIXTURE)
            own += is_own
            found = application_as_data(application, document=not is_own or own <= MOST_DOCUMENTS)
            openapi.append({**found, "test": test})
        without = max(own - MOST_DOCUMENTS, 0)
        self.write("finish", openapi=openapi, status=int(exitstatus), forks=self.forks, without_document=without)


def _routes_below(router: Any, depth: int = 0) -> Iterator[str]:
    """The routes of an application, including those of routers that newer FastAPI keeps as included."""
    for route in getattr(router, "routes", ()):
        inner = getattr(route, "original_router", None)
        yield route_as_text(route) + str(getattr(getattr(route, "include_context", None), "prefix", ""))
        if inner is not None and depth < MOST_DEPTH:
            yield from _routes_below(inner, depth + 1)


class _Watcher(importlib.abc.MetaPathFinder):
    """Observes the application classes as soon as their modules are imported, without importing them itself."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.searching = False

    def find_spec(self, name: str, *_place: Any) -> importlib.machinery.ModuleSpec | None:
        """Let the other finders find a module, and wrap its loader."""
        if name not in CLASSES or self.searching:
            return None
        self.searching = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.searching = False
        loader = spec.loader if spec else None
        if spec is None or loader is None:
            return None
        original = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            original(module)
            self.watch(module)

        setattr(loader, "exec_module", exec_module)  # noqa: B010
        return spec

    def watch(self, module: ModuleType) -> None:
        """Observe the class of applications in a module."""
        watch_class(getattr(module, CLASSES[module.__name__]), lambda: self.recorder.observer)


def _watch_when_imported(recorder: Recorder) -> None:
    watcher = _Watcher(recorder)
    for name in CLASSES:
        if name in sys.modules:
            watcher.watch(sys.modules[name])
    sys.meta_path.insert(0, watcher)


def _from(root: Path, filename: str) -> str:
    """The path of a file of the project, relative to its root; empty for any other file."""
    if "/site-packages/" in filename or not filename.startswith(f"{root}/"):
        return ""
    return filename.removeprefix(f"{root}/")


def start(config: pytest.Config, folder: str) -> None:
    """Record a session into a folder. A session started by a recorded test is not recorded."""
    is_worker = hasattr(config, "workerinput")
    if os.environ.get(STARTED_VARIABLE) and not is_worker:
        return
    os.environ[STARTED_VARIABLE] = "yes"
    recorder = Recorder(Path(folder), config)
    config.pluginmanager.register(recorder, "fastapi-by-example-recorder")
    atexit.register(recorder.file.close)


def pytest_configure(config: pytest.Config) -> None:
    """Start recording if the environment names a folder."""
    folder = os.environ.get(FOLDER_VARIABLE)
    if folder:
        start(config, folder)
