"""Read the recorder's files, one per process, and merge them into a run."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from pydantic import ValidationError

from fastapi_by_example.probe.protocol import FIXTURE
from fastapi_by_example.project.results import outcome_of, results_of
from fastapi_by_example.run.document import (
    EnvironmentResult,
    ExampleResult,
    Observations,
    Outcome,
    Run,
    Suite,
    TableResult,
)

SHARED = "the session"
"""The name of the example for what does not belong to a single test: imports, shared fixtures, the applications."""
ENVIRONMENT = "project"
STOPPED = {2: "was stopped", 3: "had an internal error of pytest"}
"""What pytest's exit codes for a session that did not run all tests mean."""


@dataclass
class Part:
    """The events of one process. `finish` is None if it crashed; `running` is the test in which it ended, if known."""

    session: dict[str, Any] = field(default_factory=dict)
    collected: list[str] = field(default_factory=list)
    tests: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    finish: dict[str, Any] | None = None
    running: str = ""

    @property
    def is_worker(self) -> bool:
        """Whether the process is a worker of pytest-xdist."""
        return bool(self.session.get("worker"))

    @property
    def crash(self) -> str:
        """How the process crashed or stopped; empty if it did neither."""
        place = f" in {self.running}" if self.running else ""
        if self.finish is None:
            return f"the session crashed{place}" if place else "the session ended before its tests did"
        failed = [report["nodeid"] for report in self.reports if report["outcome"] == "failed"]
        if not all("::" in nodeid for nodeid in failed):
            return ""  # pytest stops if a file cannot be collected, which is known by itself
        how = STOPPED.get(self.finish.get("status", 0))
        return f"the session {how}{place or ' before its tests ended'}" if how else ""


@dataclass(frozen=True)
class Recorded:
    """The names in a run: its target, the project, and the command that ran the tests."""

    target: str
    project: str
    command: str
    as_of: str = ""
    notes: tuple[str, ...] = ()


def merged(folder: Path, recorded: Recorded, started: datetime, scrub: Callable[[str], str] = str) -> Run | None:
    """The run that the processes of a session recorded in a folder, or None if no test ran.

    `scrub` maps the paths of a copy back.
    """
    parts = [part for path in sorted(folder.glob("*.jsonl")) if (part := _read(path, scrub)).session]
    examples = [*_examples(parts)]
    if not any(example.tests for example in examples):
        return None
    first = parts[0].session
    packages = {str(canonicalize_name(str(name))): str(version) for name, version in first.get("packages", {}).items()}
    running = [part for part in parts if not part.session.get("controller")]
    suite = Suite(
        project=recorded.project,
        command=recorded.command,
        workers=len(running),
        bodies=all(bool(part.session.get("bodies", True)) for part in running),
        notes=[*recorded.notes, *_notes(running), *dict.fromkeys(part.crash for part in _crashed_parts(parts))],
    )
    return Run(
        runner_version=metadata.version("fastapi-by-example"),
        target=recorded.target,
        resolved_as_of=recorded.as_of,
        python=str(first.get("python", "")),
        platform=str(first.get("platform", "")),
        started=f"{started:%Y-%m-%dT%H:%M:%SZ}",
        duration=round((datetime.now(UTC) - started).total_seconds(), 2),
        selected=[example.slug for example in examples],
        suite=suite,
        tables=[TableResult(number=1, title="Your tests", concepts=[example.slug for example in examples])],
        environments=[EnvironmentResult(id=ENVIRONMENT, dependencies=[], packages=packages)],
        examples=examples,
    )


def _read(path: Path, scrub: Callable[[str], str]) -> Part:
    """The events in a file. A line that was cut off by a crash is ignored."""
    part = Part()
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            event = json.loads(scrub(line))
        except (ValueError, RecursionError):
            continue
        match event.pop("event", ""):
            case "session":
                part.session = event
            case "collected":
                part.collected = event["tests"]
            case "start":
                part.running = event["test"]
            case "test":
                part.tests.append(event)
                part.reports += event["reports"]
                part.running = "" if event["test"] else part.running
            case "report":
                part.reports.append(event["report"])
            case "finish":
                part.finish = event
    return part


def _notes(parts: list[Part]) -> Iterator[str]:
    forks = sum(int((part.finish or {}).get("forks", 0)) for part in parts)
    if forks:
        processes = "1 process was" if forks == 1 else f"{forks} processes were"
        yield f"{processes} forked; what was served there is not recorded"
    without = sum(int((part.finish or {}).get("without_document", 0)) for part in parts)
    if without:
        applications = "1 more application" if without == 1 else f"{without} more applications"
        yield f"no OpenAPI document was recorded for {applications} that single tests create"


def _crashed_parts(parts: list[Part]) -> list[Part]:
    """The processes that crashed or stopped; the controller of pytest-xdist only if none of its workers did."""
    crashed = [part for part in parts if part.crash]
    return [part for part in crashed if not part.session.get("controller")] or crashed


def _examples(parts: list[Part]) -> Iterator[ExampleResult]:
    """One example for what the tests share, and one per test file."""
    reports: dict[str, list[dict[str, Any]]] = {}
    for report in (report for part in parts for report in part.reports):
        reports.setdefault(_file(report["nodeid"]), []).append(report)
    crash = next(iter(_crashed_parts(parts)), None)
    if crash and crash.running:
        reports.setdefault(_file(crash.running), []).append(_crashed(crash))
    observed = _observed(parts)
    yield _shared_example(parts, observed.pop("", Observations()), crash)
    for file in dict.fromkeys([*reports, *observed]):
        tests = list(results_of(reports.get(file, []), file))
        outcome = outcome_of(tests)
        worst = next((test for test in tests if test.outcome is outcome and test.message), None)
        yield ExampleResult(
            slug=file,
            table=1,
            title=file,
            outcome=outcome,
            message=f"{worst.name}: {worst.message}" if worst and outcome is not Outcome.PASSED else "",
            file=file,
            line=1,
            duration=round(sum(test.duration for test in tests), 3),
            environment=ENVIRONMENT,
            tests=tests,
            observations=observed.get(file, Observations()),
        )


def _file(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def _crashed(part: Part) -> dict[str, Any]:
    return {"nodeid": part.running, "outcome": "failed", "when": "crash", "longrepr": part.crash, "longreprtext": ""}


def _shared_example(parts: list[Part], found: Observations, crash: Part | None) -> ExampleResult:
    """The example for what does not belong to a single test."""
    applications = _once(one for part in parts for one in (part.finish or {}).get("openapi", []))
    # Which worker or test creates an application first varies.
    applications.sort(key=lambda one: (str(one["title"]), sorted((one.get("document") or {}).get("paths", {}))))
    numbers: Counter[str] = Counter()
    for one in applications:
        numbers[one["title"]] += 1
        number = numbers[one["title"]]
        one["test"] = f"application {one['title']}{f' {number}' if number > 1 else ''}"
    return ExampleResult(
        slug=SHARED,
        table=1,
        title=SHARED,
        outcome=Outcome.CRASHED if crash else Outcome.PASSED,
        message=crash.crash if crash else "",
        environment=ENVIRONMENT,
        observations=found.model_copy(update={"openapi": _validated({"openapi": applications}).openapi}),
    )


def _once(applications: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The applications without those that another worker created as well."""
    kept: dict[str, dict[str, Any]] = {}
    for one in applications:
        key = json.dumps([one["title"], one.get("document"), one["routes"]], sort_keys=True)
        if key not in kept or (one["middleware"] and not kept[key]["middleware"]):
            kept[key] = one
    return list(kept.values())


def _observed(parts: list[Part]) -> dict[str, Observations]:
    """The observations by test file. Those of shared fixtures and outside of tests have no file."""
    seen: dict[str, dict[str, Any]] = {}
    warned: set[str] = set()
    fixtures: set[str] = set()
    for part in parts:
        own_fixtures: set[str] = set()
        for test in part.tests:
            file = _file(test["test"])
            _bucket(seen, file)["logs"] += test["logs"]
            _bucket(seen, file)["dropped"] += test["dropped"]
            for kind in ("exchanges", "websockets"):
                for record in test[kind]:
                    name = record["test"]
                    if not name.startswith(FIXTURE):
                        _bucket(seen, file)[kind].append(record)
                    elif name not in fixtures:  # an earlier worker did the same
                        own_fixtures.add(name)
                        _bucket(seen, "")[kind].append(record)
            for warning in test["warnings"]:
                place, text = _file(warning.pop("nodeid")), json.dumps(warning)
                if place + text not in warned:
                    warned.add(place + text)
                    _bucket(seen, place)["warnings"].append(warning)
        fixtures |= own_fixtures
    return {file: _validated(found) for file, found in seen.items()}


def _bucket(seen: dict[str, dict[str, Any]], file: str) -> dict[str, Any]:
    empty = {"exchanges": [], "websockets": [], "logs": [], "warnings": [], "dropped": 0}
    return seen.setdefault(file, empty)


def _validated(data: dict[str, Any]) -> Observations:
    try:
        return Observations.model_validate(_interned(data))
    except (ValidationError, RecursionError):  # a test wrote to the file
        return Observations()


def _interned(value: Any) -> Any:
    if isinstance(value, str):
        return sys.intern(value) if len(value) <= 64 else value
    if isinstance(value, list):
        return [_interned(one) for one in value]
    if isinstance(value, dict):
        return {_interned(key): _interned(one) for key, one in value.items()}
    return value
