"""Judge an example by the events of its process and how it ended. This is a pure function from evidence to result."""

import json
import math
import re
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.execution.false_passes import why_untrue
from fastapi_by_example.probe.protocol import Answer
from fastapi_by_example.run.document import ExampleResult, Observations, Outcome, TestResult

MOST_OUTPUT = 8_000
"""The run file keeps the last characters of an example's output, up to this many."""
MOST_STACK = 4_000
"""The run file keeps the first characters of a crash or hang's stack, up to this many."""
MOST_MESSAGE = 4_000
MOST_DETAILS = 40_000
LONGEST = 7 * 24 * 3600.0
"""Longest plausible duration, in seconds."""
MOST_SHARED = 64
"""Longest text that is interned, in characters."""
PLACE = re.compile(r'(?m)^(?:([^\s:]+):(\d+): in |E +File "([^"]+)", line (\d+))')
"""A line of a traceback in pytest's short form, or the location of a syntax error."""
OUT_OF_MEMORY = re.compile(r"(?m)^(?:INTERNALERROR> )? {2,}(?!raise\b)\S.*\n(?:INTERNALERROR> )?MemoryError\b")
"""The end of a traceback; the indented line before it rules out ordinary output, and an error raised on purpose."""
PROVES_NOTHING = {
    "PytestReturnNotNoneWarning": "a test returns a value instead of asserting it",
    "PytestAssertRewriteWarning": "a test has an assertion that is always true",
}
"""Warnings of pytest about tests that cannot fail, with their meaning."""
PYTEST_EXIT = {
    2: "pytest was interrupted or ended by pytest.exit",
    3: "pytest had an internal error",
    4: "pytest rejected its arguments",
}


@dataclass(frozen=True)
class Evidence:
    """How the process of an example ended. `status` is its exit status, negative for a signal.

    `cut` means that it sent more events than were read.
    """

    status: int
    timed_out: bool
    seconds: float
    events: str
    output: str
    printed: int
    faults: str = ""
    cut: bool = False
    left_behind: tuple[str, ...] = ()


@dataclass
class Events:
    """The events of a process, by kind."""

    collected: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    watched: list[dict[str, Any]] = field(default_factory=list)
    observed: list[dict[str, Any]] = field(default_factory=list)
    running: str = ""
    unreadable: int = 0
    finish: dict[str, Any] | None = None


def judge(
    concept: Concept, evidence: Evidence, *, timeout: float, memory: int, scrub: Callable[[str], str]
) -> ExampleResult:
    """The result of an example. `scrub` replaces the paths of the copy with those of the original.

    A pass needs proof: every collected test reported, none failed, and the process ended normally.
    """
    scrubbed = replace(evidence, output=scrub(evidence.output), faults=scrub(evidence.faults))
    events = read_events(evidence.events, scrub)
    test_file = scrub(str(concept.test))
    home = test_file.removesuffix(concept.test.name)
    tests = list(_test_results(events, home))
    outcome, message = _outcome_of(scrubbed, events, tests, timeout, memory)
    if outcome is Outcome.PASSED and (reason := why_untrue(concept.test_source, events.collected, events.finish or {})):
        outcome, message = Outcome.ERROR, reason
    worst = next((test for test in tests if test.outcome is outcome), None)
    file, line = (worst.file, worst.line) if worst and worst.file else (test_file, 1)
    stack = ""
    if outcome in (Outcome.TIMEOUT, Outcome.CRASHED):
        stack = scrubbed.faults[:MOST_STACK]
        if place := _place_in(scrubbed.faults, home):
            file, line = place
            message += f", at {file}:{line}"
    elif worst and not message and outcome is not Outcome.PASSED:
        message = f"{worst.name}: {worst.message}"
    output = scrubbed.output[-(MOST_OUTPUT - len(stack)) :]
    return ExampleResult(
        slug=concept.slug,
        table=concept.table,
        title=concept.title,
        outcome=outcome,
        message=message[:MOST_MESSAGE],
        file=file,
        line=line,
        duration=evidence.seconds,
        tests=tests,
        output=output + stack,
        notes=list(_notes_on(evidence, len(output), scrub)),
        observations=_observations_of(events),
    )


def _notes_on(evidence: Evidence, kept: int, scrub: Callable[[str], str]) -> Iterable[str]:
    """Notes for any outcome; `kept` is the number of characters of output that were kept."""
    for command in evidence.left_behind:
        yield f"left a process behind, which was killed: {scrub(command)}"
    lost = evidence.printed > len(evidence.output.encode("utf-8", "replace")) + 1024
    if lost or len(scrub(evidence.output)) > kept:
        yield f"printed {evidence.printed} bytes; the last {kept} characters were kept"


def _outcome_of(
    evidence: Evidence, events: Events, tests: list[TestResult], timeout: float, memory: int
) -> tuple[Outcome, str]:
    """The outcome, and the reason if it is not that of a single test."""
    where = f" in {events.running.partition('::')[2]}" if events.running else ""
    if evidence.timed_out:
        return Outcome.TIMEOUT, f"timed out after {timeout:g} s{where}"
    if events.finish is None and not evidence.cut:
        if memory and OUT_OF_MEMORY.search(evidence.output):
            return Outcome.CRASHED, _out_of_memory(where, memory)
        return Outcome.CRASHED, f"{how_it_ended(evidence.status)}{where} before its tests finished"
    for outcome in (Outcome.FAILED, Outcome.ERROR):
        worst = next((test for test in tests if test.outcome is outcome), None)
        if worst:
            exhausted = memory and worst.message.startswith("MemoryError") and not _is_raised(worst.details)
            return outcome, _out_of_memory(f" in {worst.name}", memory) if exhausted else ""
    return _outcome_without_failure(evidence, events, tests, where)


def _outcome_without_failure(
    evidence: Evidence, events: Events, tests: list[TestResult], where: str
) -> tuple[Outcome, str]:
    """The outcome if no test failed: a pass only if every test reported and the process ended normally."""
    if events.finish is None or evidence.cut:
        return Outcome.ERROR, "the example sent too many events; the last ones were not read"
    if evidence.status < 0:
        return Outcome.CRASHED, f"{how_it_ended(evidence.status)} after its tests"
    if evidence.status in PYTEST_EXIT:
        return Outcome.ERROR, f"{PYTEST_EXIT[evidence.status]}{where}"
    if events.unreadable:
        return Outcome.ERROR, f"{events.unreadable} events of the example could not be read"
    skipped = [test for test in tests if test.outcome is Outcome.SKIPPED]
    if not events.collected and not skipped:
        return Outcome.ERROR, "no test was collected"
    silent = {name.partition("::")[2] for name in events.collected} - {test.name for test in tests}
    if silent:
        return Outcome.ERROR, f"{len(silent)} of {len(events.collected)} tests did not run: {', '.join(sorted(silent))}"
    if evidence.status not in (0, 5):
        return Outcome.ERROR, f"{how_it_ended(evidence.status)} after its tests"
    return (
        _shadowed(events.finish)
        or _proves_nothing(events)
        or ((Outcome.SKIPPED, "") if skipped else (Outcome.PASSED, ""))
    )


def _shadowed(finish: dict[str, Any]) -> tuple[Outcome, str] | None:
    """The error of an example that imported a FastAPI other than the installed one."""
    file = str(finish.get("fastapi") or "")
    if not file or file.startswith("site-packages/"):
        return None
    return Outcome.ERROR, f"FastAPI was imported from {file}, which shadows the installed one"


def _proves_nothing(events: Events) -> tuple[Outcome, str] | None:
    """The error of an example with a test that cannot fail, according to pytest's warnings."""
    for warning in events.finish["warnings"] if events.finish else ():
        if warning.get("category") in PROVES_NOTHING:
            return Outcome.ERROR, f"{PROVES_NOTHING[warning['category']]}: {str(warning.get('text', ''))[:300]}"
    return None


def _is_raised(details: str) -> bool:
    """Whether the failing line of a test is a `raise`, according to pytest's text."""
    marked = re.findall(r"(?m)^>\s*(.*)", details)
    return bool(marked) and marked[-1].startswith("raise")


def _out_of_memory(where: str, memory: int) -> str:
    return f"out of memory{where}: the limit is {memory // 2**20} MiB per process (--memory)"


def _place_in(stack: str, home: str) -> tuple[str, int] | None:
    """The innermost line of a faulthandler stack that is in the example's folder `home`."""
    own = re.search(rf'File "({re.escape(home)}[^"]*)", line (\d+)', stack)
    return (own[1], int(own[2])) if own else None


def how_it_ended(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"the process exited with status {status}"
    try:
        return f"the process was killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"the process was killed by signal {-status}"


def read_events(text: str, scrub: Callable[[str], str]) -> Events:
    """Read the events, with their texts scrubbed. Invalid lines, such as one cut off by a crash, are counted."""
    events = Events()
    for line in filter(None, text.split("\n")):
        try:
            event = _scrubbed_texts(json.loads(line), scrub)
            kind = event["event"]
        except (ValueError, KeyError, TypeError, RecursionError):
            events.unreadable += 1
            continue
        if kind == "collected":
            events.collected = [str(name) for name in event["tests"]]
        elif kind == "start":
            events.running = str(event["test"])
        elif kind == "report":
            events.reports.append(event["report"])
            if event["report"].get("when") == "teardown":
                events.running = ""
        elif kind == "watched":
            events.watched.append({key: event[key] for key in ("name", "how", "kind", "value")})
        elif kind == "observed":
            events.observed.append(event["observations"])
        elif kind == "finish":
            events.finish = event
    return events


def _scrubbed_texts(value: Any, scrub: Callable[[str], str]) -> Any:
    """The data with all texts scrubbed."""
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, list):
        return [_scrubbed_texts(item, scrub) for item in value]
    if isinstance(value, dict):
        return {scrub(key): _scrubbed_texts(item, scrub) for key, item in value.items()}
    return value


def _test_results(events: Events, home: str) -> Iterable[TestResult]:
    """One result per test, in order. A failed import counts as a test with an error."""
    phases: dict[str, list[dict[str, Any]]] = {}
    for report in events.reports:
        phases.setdefault(str(report.get("nodeid", "")), []).append(report)
    for nodeid, reports in phases.items():
        name = nodeid.partition("::")[2] or "import"
        complete = any(report.get("when") == "teardown" for report in reports) or name == "import"
        if complete or any(report.get("outcome") == "failed" for report in reports):
            yield _test_result(name, reports, home)


def _test_result(name: str, reports: list[dict[str, Any]], home: str) -> TestResult:
    """The result of one test from its phases. A failure outside of the call, or a missing report, is an error."""
    failed = next((report for report in reports if report.get("outcome") == "failed"), None)
    skipped = next((r for r in reports if r.get("outcome") == "skipped" or r.get("wasxfail") is not None), None)
    duration = _seconds(reports)
    if failed:
        outcome = Outcome.FAILED if failed.get("when") == "call" else Outcome.ERROR
        details = str(failed.get("longreprtext", ""))
        file, line, message = _failure(failed.get("longrepr"), details, home)
        return TestResult(
            name=name,
            outcome=outcome,
            duration=duration,
            message=message,
            details=details[:MOST_DETAILS],
            file=file,
            line=line,
        )
    if not _accounted_for(reports):
        return TestResult(name=name, outcome=Outcome.ERROR, duration=duration, message="the test sent no report")
    if skipped:
        reason = skipped.get("wasxfail") or skipped.get("longrepr")
        if isinstance(reason, list):
            reason = str(reason[-1]).removeprefix("Skipped: ")
        return TestResult(name=name, outcome=Outcome.SKIPPED, duration=duration, message=str(reason)[:MOST_MESSAGE])
    return TestResult(name=name, outcome=Outcome.PASSED, duration=duration)


def _seconds(reports: list[dict[str, Any]]) -> float:
    """The duration of a test. An example may have patched the clocks: an invalid duration counts as 0."""
    total = 0.0
    for report in reports:
        seconds = report.get("duration")
        if isinstance(seconds, int | float) and math.isfinite(seconds) and 0 <= seconds < LONGEST:
            total += seconds
    return round(total, 4)


def _accounted_for(reports: list[dict[str, Any]]) -> bool:
    """Whether a finished test reported its call, or was skipped by its setup."""
    ended = any(report.get("when") == "teardown" for report in reports)
    return not ended or any(
        report.get("when") == "call" or (report.get("when") == "setup" and report.get("outcome") == "skipped")
        for report in reports
    )


def _failure(longrepr: Any, details: str, home: str) -> tuple[str, int, str]:
    """File, line and message of a failure: the innermost location in the example's folder `home`."""
    if isinstance(longrepr, dict):
        crash = longrepr["reprcrash"]
        found = [(str(place["path"]), int(place.get("lineno") or 0)) for place in longrepr["places"]]
        message = str(crash.get("message", ""))
        outermost = (str(crash.get("path", "")), int(crash.get("lineno") or 0))
    else:  # a failed import: pytest reports only its text
        found = [(match[1] or match[3], int(match[2] or match[4])) for match in PLACE.finditer(details)]
        lines = [line.removeprefix("E").strip() for line in details.splitlines() if line.startswith("E")]
        message = (lines or details.strip().splitlines() or ["no reason given"])[-1]
        outermost = ("", 0)
    own = [(path, line) for name, line in found if (path := _own_file(name, home))]
    file, line = (own or [outermost])[-1]
    return file, line, message[:MOST_MESSAGE]


def _own_file(name: str, home: str) -> str:
    """The path of a file as in the corpus if it belongs to the example; empty otherwise."""
    if name.startswith(home) or name == "conftest.py":
        return name
    return "" if name.startswith(("/", "<", "site-packages/", "environment/")) else f"{home}{name}"


def _observations_of(events: Events) -> Observations:
    """The observations; empty if the example did not finish."""
    if events.finish is None:
        return Observations()
    return observations_from({**events.finish["observations"], "warnings": events.finish["warnings"]})


def observations_from(data: dict[str, Any]) -> Observations:
    """Observations from the probe's data; empty if it is invalid."""
    try:
        return Observations.model_validate(_shared(data))
    except (ValidationError, KeyError, TypeError, RecursionError):
        return Observations()


def evidence_of(answer: Answer) -> Evidence:
    """The evidence in the probe's answer."""
    return Evidence(
        status=answer["status"],
        timed_out=answer["timed_out"],
        seconds=answer["seconds"],
        events=answer["events"],
        output=answer["output"],
        printed=answer["printed"],
        faults=answer["faults"],
        cut=answer["cut"],
        left_behind=tuple(answer["left_behind"]),
    )


def _shared(value: Any) -> Any:
    """The data with short texts interned: thousands of examples observe nearly the same."""
    if isinstance(value, str):
        return sys.intern(value) if len(value) <= MOST_SHARED else value
    if isinstance(value, list):
        return [_shared(item) for item in value]
    if isinstance(value, dict):
        return {_shared(key): _shared(item) for key, item in value.items()}
    return value
