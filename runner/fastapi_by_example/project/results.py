"""The outcomes of a project's tests, from the reports of pytest."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fastapi_by_example.diff.outcomes import IMPORT
from fastapi_by_example.run.document import Outcome, TestResult

MOST_MESSAGE = 4_000
MOST_DETAILS = 20_000
PLACE = re.compile(r'(?m)^(?:([^\s:]+):(\d+): |E +File "([^"]+)", line (\d+))')
"""A line of a traceback as pytest writes it, or the location of a syntax error."""
WORST_FIRST = (Outcome.CRASHED, Outcome.FAILED, Outcome.ERROR, Outcome.PASSED, Outcome.SKIPPED)


def results_of(reports: Iterable[dict[str, Any]], file: str) -> Iterator[TestResult]:
    """One result per test of a file, in order. A file that cannot be imported counts as a test with its name."""
    phases: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        phases.setdefault(report["nodeid"].partition("::")[2] or IMPORT, []).append(report)
    for name, own in phases.items():
        yield _result(name, own, file)


def outcome_of(tests: Sequence[TestResult]) -> Outcome:
    """The outcome of a file: that of its worst test."""
    found = {test.outcome for test in tests}
    return next((outcome for outcome in WORST_FIRST if outcome in found), Outcome.SKIPPED)


def _result(name: str, reports: list[dict[str, Any]], file: str) -> TestResult:
    """The result of a test from its phases: a failure outside of the call is an error."""
    duration = round(sum(float(report.get("duration") or 0) for report in reports), 4)
    failed = next((report for report in reports if report["outcome"] == "failed"), None)
    skipped = next((one for one in reports if one["outcome"] == "skipped"), None)
    if failed:
        outcome = {"call": Outcome.FAILED, "crash": Outcome.CRASHED}.get(str(failed.get("when")), Outcome.ERROR)
        place, line, message = _failure(failed, file)
        details = failed["longreprtext"][:MOST_DETAILS]
        return TestResult(
            name=name, outcome=outcome, duration=duration, message=message, details=details, file=place, line=line
        )
    if skipped:
        reason = skipped.get("wasxfail") or skipped["longrepr"]
        reason = str(reason[-1]).removeprefix("Skipped: ") if isinstance(reason, list) else str(reason)
        return TestResult(name=name, outcome=Outcome.SKIPPED, duration=duration, message=reason[:MOST_MESSAGE])
    return TestResult(name=name, outcome=Outcome.PASSED, duration=duration)


def _failure(report: dict[str, Any], file: str) -> tuple[str, int, str]:
    """File, line and message of a failure: the innermost line in the project, or the test file if there is none."""
    longrepr, details = report["longrepr"], report["longreprtext"]
    if isinstance(longrepr, dict):
        message = str(longrepr["reprcrash"].get("message", ""))
        found = [(str(one.get("path", "")), int(one.get("lineno") or 0)) for one in longrepr["places"]]
    else:
        found = [(match[1] or match[3], int(match[2] or match[4])) for match in PLACE.finditer(details)]
        lines = [line.removeprefix("E").strip() for line in details.splitlines() if line.startswith("E")]
        message = (lines or str(longrepr or details).strip().splitlines() or ["no reason given"])[-1]
    own = [(path, line) for path, line in found if not path.startswith(("/", "<")) and "site-packages/" not in path]
    place, line = (own or [(file, 1)])[-1]
    return place, line, message[:MOST_MESSAGE]
