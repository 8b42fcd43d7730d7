"""The pytest plugin that sends events to the runner over a pipe as they happen."""

from __future__ import annotations  # pytest 6 lacks some of the names

import functools
import inspect
import re
import sys
import warnings
from hashlib import sha256

# Bound here, so that failures are reported even if an example patches these functions.
from json import dumps
from os import getpid, write
from pathlib import Path
from typing import Any

import pytest

from .observe import Observer

MOST_DETAILS = 60_000
"""Longest text of a failure that is sent, in characters."""
MOST_MESSAGE = 8_000
MOST_NAME = 1_000
"""Longest name of a test that is sent, in characters; a parameter can have any length."""
MOST_NOTED = 20
"""Most deselected tests, and most plugins, that are sent."""
MOST_RESULT = 32_768
"""Longest result of a watch that is sent, in characters; the rest is replaced by a digest."""
WATCH = "watch_"
"""Prefix of the names of watches."""
MOST_OBSERVED = 16 * 2**20
"""Largest observations that are sent, in bytes; larger ones are only counted."""


class Reporter:
    """Sends one line of JSON per event: started tests, reports, and finally warnings and observations.

    Reports are serialized by pytest's own `pytest_report_to_serializable`. Only the last line, `finish`, proves
    that the run was complete, so an example that ends its process early never counts as a pass. Each line starts with
    a token, so that an example cannot imitate an event.
    """

    def __init__(
        self,
        config: pytest.Config,
        results: int,
        token: str,
        observer: Observer,
        import_warnings: list[dict[str, Any]],
    ) -> None:
        self.config = config
        self.results = results
        self.token = token
        self.observer = observer
        self.process = getpid()
        self.folder = str(Path.cwd())
        self.collected: list[str] = []
        self.deselected: list[str] = []
        self.plugins: list[str] = []
        self.warnings: dict[tuple[str, str, str], dict[str, Any]] = {}
        for warning in import_warnings:
            self.note_warning(warning)

    def send(self, event: str, **data: Any) -> None:
        """Write one event."""
        self.write(self.line(event, **data))

    def line(self, event: str, **data: Any) -> bytes:
        """An event as a line of the pipe."""
        text = dumps({"event": event, **data}, default=repr, ensure_ascii=False)
        return f"\n{self.token}{text}\n".encode("utf-8", "replace")

    def write(self, line: bytes) -> None:
        """Write a whole line; processes forked by a test write nothing."""
        rest = memoryview(line if getpid() == self.process else b"")
        while rest:
            rest = rest[write(self.results, rest) :]

    def note_warning(self, warning: dict[str, Any]) -> None:
        """Keep a warning, once per category, text and origin."""
        key = (warning["category"], warning["text"], warning["origin"])
        if len(self.warnings) < 200:
            self.warnings.setdefault(key, warning)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Report a file that could not be collected or was skipped."""
        if not report.passed:
            self.send("report", report=self.serialized(report))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Send the names of all tests, so that a missing report is noticed."""
        self.collected = [bounded(item.nodeid) for item in session.items]
        self.send("collected", tests=self.collected)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        """Note the tests that were deselected."""
        self.deselected += [bounded(item.nodeid).partition("::")[2] for item in items[:MOST_NOTED]]

    def pytest_plugin_registered(self, plugin: Any) -> None:
        """Note a plugin with hooks that comes from the example's folder and is not its conftest.py."""
        module = plugin if inspect.ismodule(plugin) else sys.modules.get(type(plugin).__module__)
        file = str(getattr(module, "__file__", "") or "")
        hooks = [name for name in dir(plugin) if name.startswith("pytest_") and callable(getattr(plugin, name, None))]
        if hooks and file.startswith(f"{self.folder}/") and not file.endswith("/conftest.py"):
            self.plugins.append(f"{file.rpartition('/')[2]} ({', '.join(hooks[:5])})")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Send the name of the running test, so that a crash can be attributed to it."""
        self.observer.test = bounded(nodeid).partition("::")[2]
        self.send("start", test=bounded(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Send the report of a test's phase."""
        self.send("report", report=self.serialized(report))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Wrap a watch so that its result is sent."""
        if isinstance(item, pytest.Function) and item.name.startswith(WATCH):
            item.obj = self.watched(item)

    def watched(self, item: pytest.Function) -> Any:
        """The function of a watch, wrapped to send its return value or exception."""
        function, name = item.obj, bounded(item.nodeid).partition("::")[2]

        def report(value: Any) -> None:
            self.send("watched", name=name, how="returned", **_as_result(value))

        def report_error(error: BaseException) -> None:
            text = f"{type(error).__name__}: {error}"
            self.send("watched", name=name, how="raised", kind="text", value=_steady(text)[:MOST_RESULT])

        @functools.wraps(function)
        async def watched_async(*arguments: Any, **options: Any) -> None:
            try:
                value = await function(*arguments, **options)
            except Exception as error:
                report_error(error)
            else:
                report(value)

        @functools.wraps(function)
        def watched_sync(*arguments: Any, **options: Any) -> None:
            try:
                value = function(*arguments, **options)
            except Exception as error:
                report_error(error)
            else:
                report(value)

        return watched_async if inspect.iscoroutinefunction(function) else watched_sync

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Send the observations of a watch, in case the next one ends the process."""
        name = nodeid.partition("::")[2]
        if name.startswith(WATCH):
            self.send("observed", observations=self.observer.news())

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Keep a warning that pytest recorded."""
        self.note_warning(warning_as_data(warning_message))

    def serialized(self, report: pytest.CollectReport | pytest.TestReport) -> Any:
        """A report as JSON data of limited size."""
        return report_as_data(self.config, report)

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Send the observations after all tests and fixtures; if they are too large, only their number."""
        fastapi = str(getattr(sys.modules.get("fastapi"), "__file__", ""))
        ended = {
            "warnings": list(self.warnings.values()),
            "fastapi": fastapi,
            "deselected": self.deselected[:MOST_NOTED],
            "plugins": self.plugins[:MOST_NOTED],
        }
        line = self.line("finish", observations=self.observer.as_data(), **ended)
        if len(line) > MOST_OBSERVED:
            line = self.line("finish", observations={"dropped": self.observer.count()}, **ended)
        self.write(line)


def report_as_data(config: pytest.Config, report: pytest.CollectReport | pytest.TestReport) -> dict[str, Any]:
    """A report as JSON data of limited size, including the failure as pytest would print it."""
    data = config.hook.pytest_report_to_serializable(config=config, report=report)
    kept = {name: data[name] for name in ("outcome", "when", "duration") if name in data}
    if "wasxfail" in data:
        kept["wasxfail"] = str(data["wasxfail"])[:MOST_MESSAGE]
    return {
        **kept,
        "nodeid": bounded(data["nodeid"]),
        "longrepr": _places_of(data["longrepr"]),
        "longreprtext": report.longreprtext[:MOST_DETAILS],
    }


def bounded(nodeid: str) -> str:
    """The name of a test, of limited length; the rest is replaced by a digest."""
    if len(nodeid) <= MOST_NAME:
        return nodeid
    return f"{nodeid[:MOST_NAME]}...{sha256(nodeid.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _as_result(value: Any) -> dict[str, str]:
    """The return value of a watch as JSON if possible, otherwise its `repr` without addresses."""
    try:
        text, kind = dumps(value, ensure_ascii=False, sort_keys=False), "json"
    except (TypeError, ValueError, RecursionError):
        try:
            text, kind = _steady(repr(value)), "text"
        except Exception as error:
            text, kind = f"{type(value).__name__}, whose repr raises {type(error).__name__}", "text"
    if len(text) > MOST_RESULT:
        text, kind = f"{text[:MOST_RESULT]}... {sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}", "text"
    return {"kind": kind, "value": text}


def _steady(text: str) -> str:
    """A text without memory addresses."""
    return re.sub(r"\b0x[0-9a-fA-F]{4,}\b", "0x…", text)


def _places_of(longrepr: Any) -> Any:
    """The message and the locations of a serialized failure, of limited size."""
    if isinstance(longrepr, list | tuple):  # location and reason of a skip
        return [part[:MOST_MESSAGE] if isinstance(part, str) else part for part in longrepr]
    if not isinstance(longrepr, dict):
        return longrepr[:MOST_MESSAGE] if isinstance(longrepr, str) else longrepr
    crash = longrepr.get("reprcrash") or {}
    return {
        "reprcrash": {**crash, "message": str(crash.get("message", ""))[:MOST_MESSAGE]},
        "places": [
            place for entry in longrepr["reprtraceback"]["reprentries"] if (place := entry["data"].get("reprfileloc"))
        ],
    }


def warning_as_data(message: warnings.WarningMessage) -> dict[str, Any]:
    """The category, text and origin of a warning; the origin is relative to `site-packages`."""
    filename = message.filename.replace("\\", "/")
    origin = filename.rpartition("/site-packages/")[2] if "/site-packages/" in filename else filename.rpartition("/")[2]
    return {
        "category": message.category.__name__,
        "text": str(message.message)[:4096],
        "origin": origin,
        "line": message.lineno,
    }
