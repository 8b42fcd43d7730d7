"""Judge an example from what its process sent and how it ended: one pure function from evidence to result."""

import json
import re
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from runner.catalog import Concept
from runner.results import ExampleResult, Observations, Outcome, TestResult

MOST_OUTPUT = 8_000
"""Characters of an example's output that the run file keeps, the last ones."""
MOST_MESSAGE = 4_000
MOST_DETAILS = 40_000
PYTEST_EXIT = {
    2: "pytest was interrupted or left by pytest.exit",
    3: "pytest had an internal error",
    4: "pytest refused its arguments",
}


@dataclass(frozen=True)
class Evidence:
    """How the process of an example ended. `status` is its exit status, negative for a signal; times in seconds."""

    status: int
    timed_out: bool
    seconds: float
    events: str
    output: str
    printed: int
    left_behind: tuple[str, ...] = ()


@dataclass
class Story:
    """The events of a process, put in order."""

    collected: list[str] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    running: str = ""
    finish: dict[str, Any] | None = None


def judge(
    concept: Concept, evidence: Evidence, *, timeout: float, memory: int, scrub: Callable[[str], str]
) -> ExampleResult:
    """The result of an example. `scrub` turns the paths of the copy into those of the original.

    A pass needs proof: every collected test reported, none failed, and the process came to its regular end.
    """
    evidence = replace(evidence, events=scrub(evidence.events), output=scrub(evidence.output))
    story = read_events(evidence.events)
    tests = list(test_results(story))
    outcome, message = outcome_of(evidence, story, tests, timeout, memory)
    worst = next((test for test in tests if test.outcome is outcome), None)
    if worst and not message:
        message = f"{worst.name}: {worst.message}"
    notes = [f"left a process behind, which was ended: {scrub(command)}" for command in evidence.left_behind]
    if evidence.printed > len(evidence.output.encode("utf-8", "replace")) + 1024:
        notes.append(f"printed {evidence.printed} bytes; the last {len(evidence.output)} characters were kept")
    return ExampleResult(
        slug=concept.slug,
        table=concept.table,
        title=concept.title,
        outcome=outcome,
        message=message[:MOST_MESSAGE],
        file=worst.file if worst and worst.file else scrub(str(concept.test)),
        line=worst.line if worst and worst.file else 1,
        duration=evidence.seconds,
        tests=tests,
        output=evidence.output[-MOST_OUTPUT:],
        notes=notes,
        observations=observations_of(story),
    )


def outcome_of(
    evidence: Evidence, story: Story, tests: list[TestResult], timeout: float, memory: int
) -> tuple[Outcome, str]:
    """The outcome, and the line that says why where no single test does."""
    where = f" in {story.running.partition('::')[2]}" if story.running else ""
    if evidence.timed_out:
        return Outcome.TIMEOUT, f"not done after {timeout:g} s{where}{stuck_at(evidence.output)}"
    if story.finish is None:
        if "MemoryError" in evidence.output[-4000:] and memory:
            return Outcome.CRASHED, f"out of memory{where}: the limit is {memory // 2**20} MiB"
        return Outcome.CRASHED, f"{how_it_ended(evidence.status)}{where}, before its tests were done"
    outcomes = {test.outcome for test in tests}
    for outcome in (Outcome.FAILED, Outcome.ERROR):
        if outcome in outcomes:
            return outcome, ""
    if evidence.status < 0:
        return Outcome.CRASHED, f"{how_it_ended(evidence.status)} after its tests"
    if evidence.status in PYTEST_EXIT:
        return Outcome.ERROR, f"{PYTEST_EXIT[evidence.status]}{where}"
    if not story.collected:
        return Outcome.ERROR, "no test was collected"
    silent = [name for name in story.collected if name.partition("::")[2] not in {test.name for test in tests}]
    if silent or evidence.status not in (0, 5):
        return (
            Outcome.ERROR,
            f"{len(silent)} of {len(story.collected)} tests did not run; exit status {evidence.status}",
        )
    if outcomes == {Outcome.SKIPPED}:
        return Outcome.SKIPPED, ""
    return Outcome.PASSED, ""


def stuck_at(output: str) -> str:
    """The innermost line of the example's own in the stack that a process wrote when its time was up."""
    _, found, stack = output.rpartition("Timeout (")
    own = re.search(r'File "([^/"][^"]*)", line (\d+)', stack) if found else None
    return f", at {own[1]}:{own[2]}" if own else ""


def how_it_ended(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"the process exited with status {status}"
    try:
        return f"the process was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"the process was ended by signal {-status}"


def read_events(text: str) -> Story:
    """Put the events in order; a line that is none, such as one cut by a crash, is left out."""
    story = Story()
    for line in text.splitlines():
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if kind == "collected":
            story.collected = [str(name) for name in event["tests"]]
        elif kind == "start":
            story.running = str(event["test"])
        elif kind == "report":
            story.reports.append(event["report"])
            if event["report"].get("when") == "teardown":
                story.running = ""
        elif kind == "finish":
            story.finish = event
    return story


def test_results(story: Story) -> Iterable[TestResult]:
    """One result per test, in order, from the reports of its phases; a file that failed to import is an error."""
    phases: dict[str, list[dict[str, Any]]] = {}
    for report in story.reports:
        phases.setdefault(str(report.get("nodeid", "")), []).append(report)
    for nodeid, reports in phases.items():
        name = nodeid.partition("::")[2] or "import"
        complete = any(report.get("when") == "teardown" for report in reports) or name == "import"
        if complete or any(report.get("outcome") == "failed" for report in reports):
            yield test_result(name, reports)


def test_result(name: str, reports: list[dict[str, Any]]) -> TestResult:
    """The result of one test from its phases: a failure outside of the call itself is an error."""
    failed = next((report for report in reports if report.get("outcome") == "failed"), None)
    skipped = next((r for r in reports if r.get("outcome") == "skipped" or r.get("wasxfail") is not None), None)
    duration = round(sum(float(report.get("duration", 0.0)) for report in reports), 4)
    if failed:
        outcome = Outcome.FAILED if failed.get("when") == "call" else Outcome.ERROR
        details = str(failed.get("longreprtext", ""))
        file, line, message = failure(failed.get("longrepr"), details)
        return TestResult(
            name=name,
            outcome=outcome,
            duration=duration,
            message=message,
            details=details[:MOST_DETAILS],
            file=file,
            line=line,
        )
    if skipped:
        reason = skipped.get("wasxfail") or skipped.get("longrepr")
        if isinstance(reason, list):
            reason = str(reason[-1]).removeprefix("Skipped: ")
        return TestResult(name=name, outcome=Outcome.SKIPPED, duration=duration, message=str(reason)[:MOST_MESSAGE])
    return TestResult(name=name, outcome=Outcome.PASSED, duration=duration)


def failure(longrepr: Any, details: str) -> tuple[str, int, str]:
    """File, line and message of a failure: the innermost place that is the example's own."""
    if not isinstance(longrepr, dict):
        lines = [line.removeprefix("E").strip() for line in details.splitlines() if line.startswith("E")]
        return "", 0, (lines or details.strip().splitlines() or ["no reason was given"])[-1][:MOST_MESSAGE]
    crash = longrepr.get("reprcrash") or {}
    places = [
        entry["data"]["reprfileloc"]
        for entry in longrepr["reprtraceback"]["reprentries"]
        if entry["data"].get("reprfileloc")
    ]
    own = [place for place in places if not str(place["path"]).startswith(("/", "site-packages"))]
    place = (own or [crash])[-1]
    return str(place.get("path", "")), int(place.get("lineno") or 0), str(crash.get("message", ""))[:MOST_MESSAGE]


def observations_of(story: Story) -> Observations:
    """What was observed, or nothing where the example did not come to its end."""
    if story.finish is None:
        return Observations()
    try:
        return Observations.model_validate({**story.finish["observations"], "warnings": story.finish["warnings"]})
    except (ValidationError, KeyError, TypeError):
        return Observations()
