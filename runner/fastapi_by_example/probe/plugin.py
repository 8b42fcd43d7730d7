"""The pytest plugin that tells the runner what happens, while it happens, over a pipe of its own."""

import functools
import inspect
import re
import sys
import warnings
from hashlib import sha256

# Bound here, so that an example which patches them for itself does not keep its failure from being reported.
from json import dumps
from os import getpid, write
from typing import Any

import pytest

from .observe import Observer

MOST_DETAILS = 60_000
"""Characters of a failure's text that are sent."""
MOST_MESSAGE = 8_000
MOST_NAME = 1_000
"""Characters of a test's name that are sent; a parameter can make it longer than all else."""
MOST_RESULT = 32_768
"""Characters of a watch's result that are sent; of a longer one, a digest tells the rest apart."""
WATCH = "watch_"
"""How the names of watches begin."""
MOST_OBSERVED = 16 * 2**20
"""Bytes of observations up to which they are sent at all."""


class Reporter:
    """Sends one JSON line per event: tests that start, reports, warnings, and at the very end the observations.

    Reports are serialized by pytest's own `pytest_report_to_serializable`. Only the last line, `finish`, proves
    that the run was complete; an example that ends the process before it is never taken for a pass. Each line begins
    with a token, so that what an example writes into the pipe by chance or as an imitation is no event.
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
        self.collected: list[str] = []
        self.warnings: dict[tuple[str, str, str], dict[str, Any]] = {}
        for warning in import_warnings:
            self.note_warning(warning)

    def send(self, event: str, **data: Any) -> None:
        """Write one event."""
        self.write(self.line(event, **data))

    def line(self, event: str, **data: Any) -> bytes:
        """An event as it is written."""
        text = dumps({"event": event, **data}, default=repr, ensure_ascii=False)
        return f"\n{self.token}{text}\n".encode("utf-8", "replace")

    def write(self, line: bytes) -> None:
        """Write a line in full; a process that the test has forked off is silent."""
        rest = memoryview(line if getpid() == self.process else b"")
        while rest:
            rest = rest[write(self.results, rest) :]

    def note_warning(self, warning: dict[str, Any]) -> None:
        """Keep a warning, each text of a category and an origin once."""
        key = (warning["category"], warning["text"], warning["origin"])
        if len(self.warnings) < 200:
            self.warnings.setdefault(key, warning)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Tell of a file that could not be collected, or that skipped itself."""
        if not report.passed:
            self.send("report", report=self.serialized(report))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell which tests there are, so that one that never reports is noticed."""
        self.collected = [bounded(item.nodeid) for item in session.items]
        self.send("collected", tests=self.collected)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Tell which test runs now, so that a crash can be laid at its door."""
        self.observer.test = bounded(nodeid).partition("::")[2]
        self.send("start", test=bounded(nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Tell how a phase of a test ended."""
        self.send("report", report=self.serialized(report))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Have a watch send what it returns."""
        if isinstance(item, pytest.Function) and item.name.startswith(WATCH):
            item.obj = self.watched(item)

    def watched(self, item: pytest.Function) -> Any:
        """The function of a watch, with its return value or its exception sent before pytest sees it."""
        function, name = item.obj, bounded(item.nodeid).partition("::")[2]

        def report(value: Any) -> None:
            self.send("watched", name=name, how="returned", **as_result(value))

        def report_error(error: BaseException) -> None:
            text = f"{type(error).__name__}: {error}"
            self.send("watched", name=name, how="raised", kind="text", value=steady(text)[:MOST_RESULT])

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
        """Send what a watch has let happen, so that the next one may end the process."""
        name = nodeid.partition("::")[2]
        if name.startswith(WATCH):
            self.send("observed", observations=self.observer.news())

    def pytest_warning_recorded(self, warning_message: warnings.WarningMessage) -> None:
        """Keep a warning that pytest has seen."""
        self.note_warning(warning_as_data(warning_message))

    def serialized(self, report: pytest.CollectReport | pytest.TestReport) -> Any:
        """A report as JSON data, by pytest's hook, and its failure as pytest would print it; bounded in size."""
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        kept = {name: data[name] for name in ("outcome", "when", "duration") if name in data}
        if "wasxfail" in data:
            kept["wasxfail"] = str(data["wasxfail"])[:MOST_MESSAGE]
        details = report.longreprtext[:MOST_DETAILS]
        return {
            **kept,
            "nodeid": bounded(data["nodeid"]),
            "longrepr": places_of(data["longrepr"]),
            "longreprtext": details,
        }

    @pytest.hookimpl(trylast=True)
    def pytest_unconfigure(self) -> None:
        """Send the observations, after all that a test or a fixture could still do; too many are counted only."""
        fastapi = str(getattr(sys.modules.get("fastapi"), "__file__", ""))
        ended = {"warnings": list(self.warnings.values()), "fastapi": fastapi}
        line = self.line("finish", observations=self.observer.as_data(), **ended)
        if len(line) > MOST_OBSERVED:
            line = self.line("finish", observations={"dropped": self.observer.count()}, **ended)
        self.write(line)


def bounded(nodeid: str) -> str:
    """The name of a test, which may have any size; what is cut off is told apart by its digest."""
    if len(nodeid) <= MOST_NAME:
        return nodeid
    return f"{nodeid[:MOST_NAME]}...{sha256(nodeid.encode('utf-8', 'replace')).hexdigest()[:16]}"


def as_result(value: Any) -> dict[str, str]:
    """The return value of a watch: as JSON if it can be, else its `repr` without addresses."""
    try:
        text, kind = dumps(value, ensure_ascii=False, sort_keys=False), "json"
    except (TypeError, ValueError, RecursionError):
        try:
            text, kind = steady(repr(value)), "text"
        except Exception as error:
            text, kind = f"{type(value).__name__}, whose repr raises {type(error).__name__}", "text"
    if len(text) > MOST_RESULT:
        text, kind = f"{text[:MOST_RESULT]}... {sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}", "text"
    return {"kind": kind, "value": text}


def steady(text: str) -> str:
    """A text without the addresses of objects."""
    return re.sub(r"\b0x[0-9a-fA-F]{4,}\b", "0x…", text)


def places_of(longrepr: Any) -> Any:
    """A serialized failure without its text, which may have any size: its message, cut, and the places it passed."""
    if isinstance(longrepr, list | tuple):  # where a test was skipped, and why
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
    """A warning by its category, its text, and the file that it points at, without what is before `site-packages`."""
    filename = message.filename.replace("\\", "/")
    origin = filename.rpartition("/site-packages/")[2] if "/site-packages/" in filename else filename.rpartition("/")[2]
    return {
        "category": message.category.__name__,
        "text": str(message.message)[:4096],
        "origin": origin,
        "line": message.lineno,
    }
