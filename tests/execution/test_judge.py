"""The outcome is a pure function of what a process sent and how it ended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fastapi_by_example.corpus.concept import Concept, Declared
from fastapi_by_example.execution.judge import Evidence, judge
from fastapi_by_example.run.document import ExampleResult, Outcome

HOME = "/copies/sample/"
TEST = "examples/01_first/test_sample.py"


def sample() -> Concept:
    """A concept whose files are never opened."""
    folder = Path("/corpus/examples/01_first")
    return Concept("sample", 1, folder / "sample.py", folder / "test_sample.py", None, (), Declared(), None, "", "")


def scrub(text: str) -> str:
    """Turn the paths of the copy and of the corpus into those of reports."""
    return (
        text.replace(HOME, "examples/01_first/")
        .replace("/corpus/", "")
        .replace("/env/site-packages/", "site-packages/")
    )


def judged(*events: dict[str, Any] | str, **evidence: Any) -> ExampleResult:
    """The result of a process that sent some events."""
    lines = "\n".join(event if isinstance(event, str) else json.dumps(event) for event in events)
    given = {"status": 0, "timed_out": False, "seconds": 1.0, "output": "", "printed": 0, **evidence}
    return judge(sample(), Evidence(events=lines, **given), timeout=60, memory=2**30, scrub=scrub)


def collected(*names: str) -> dict[str, Any]:
    """The event that names the tests."""
    return {"event": "collected", "tests": [f"sample/test_sample.py::{name}" for name in names]}


def start(name: str) -> dict[str, Any]:
    """The event before a test."""
    return {"event": "start", "test": f"sample/test_sample.py::{name}"}


def report(name: str, when: str, outcome: str = "passed", **more: Any) -> dict[str, Any]:
    """The event of one phase of a test."""
    kept = {"nodeid": f"sample/test_sample.py::{name}", "when": when, "outcome": outcome, "duration": 0.25}
    return {"event": "report", "report": {**kept, "longrepr": None, "longreprtext": "", **more}}


def phases(name: str, outcome: str = "passed", **more: Any) -> list[dict[str, Any]]:
    """The events of a whole test; the outcome is that of its call."""
    return [start(name), report(name, "setup"), report(name, "call", outcome, **more), report(name, "teardown")]


def failure(*places: tuple[str, int], message: str = "assert 1 == 2") -> dict[str, Any]:
    """A failure with some locations, innermost last."""
    path, line = places[-1]
    listed = [{"path": path, "lineno": line} for path, line in places]
    crash = {"path": path, "lineno": line, "message": message}
    return {"longrepr": {"reprcrash": crash, "places": listed}, "longreprtext": f"E   {message}"}


def finish(fastapi: str = "/env/site-packages/fastapi/__init__.py") -> dict[str, Any]:
    """The event that proves that the run was complete."""
    return {"event": "finish", "observations": {}, "warnings": [], "fastapi": fastapi}


@dataclass(frozen=True)
class Case:
    """Some evidence, and the expected outcome."""

    events: Sequence[dict[str, Any] | str]
    outcome: Outcome
    message: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


OWN = (f"{HOME}test_sample.py", 7)
ONE = [collected("test_a"), *phases("test_a")]
FAILED = [collected("test_a"), *phases("test_a", "failed", **failure(OWN))]
SKIP = {"longrepr": [f"{HOME}test_sample.py", 3, "Skipped: not now"]}
CUT = {"cut": True}
HANG = {"timed_out": True, "status": -9}

CASES = {
    "all pass": Case([*ONE, finish()], Outcome.PASSED),
    "no FastAPI at all": Case([*ONE, finish("")], Outcome.PASSED),
    "another FastAPI": Case([*ONE, finish(f"{HOME}fastapi.py")], Outcome.ERROR, "FastAPI was imported from examples/"),
    "lines that are no events": Case(
        ["", "{", "[]", "1", '{"x": 1}', "[" * 9999, *ONE, finish()],
        Outcome.ERROR,
        "5 events of the example could not be read",
    ),
    "a failure beside a line that is no event": Case(["{", *FAILED, finish()], Outcome.FAILED, "test_a: assert 1"),
    "a failure": Case([*FAILED, finish()], Outcome.FAILED, "test_a: assert 1 == 2", {"status": 1}),
    "a failure and a status of 0": Case([*FAILED, finish()], Outcome.FAILED, "test_a: assert 1 == 2"),
    "a failure before an error": Case(
        [*FAILED, report("test_b", "setup", "failed", **failure(OWN)), finish()], Outcome.FAILED, "test_a: "
    ),
    "an error in a fixture": Case(
        [
            collected("test_a"),
            report("test_a", "setup", "failed", **failure(OWN)),
            report("test_a", "teardown"),
            finish(),
        ],
        Outcome.ERROR,
        "test_a: assert 1 == 2",
    ),
    "no end": Case(ONE, Outcome.CRASHED, "the process exited with status 0 before its tests finished"),
    "no event": Case([], Outcome.CRASHED, "the process exited with status 0 before its tests finished"),
    "an end in a test": Case(
        [collected("test_a"), start("test_a")],
        Outcome.CRASHED,
        "the process exited with status 3 in test_a",
        {"status": 3},
    ),
    "a signal in a test": Case(
        [collected("test_a"), start("test_a")],
        Outcome.CRASHED,
        "the process was killed by SIGSEGV in test_a",
        {"status": -11},
    ),
    "an unknown signal": Case([], Outcome.CRASHED, "the process was killed by signal 250", {"status": -250}),
    "a signal after the tests": Case(
        [*ONE, finish()], Outcome.CRASHED, "the process was killed by SIGABRT after its tests", {"status": -6}
    ),
    "a status after the tests": Case(
        [*ONE, finish()], Outcome.ERROR, "the process exited with status 7 after its tests", {"status": 7}
    ),
    "an interruption": Case(
        [collected("test_a"), start("test_a"), finish()],
        Outcome.ERROR,
        "pytest was interrupted or ended by pytest.exit in test_a",
        {"status": 2},
    ),
    "a silent test": Case(
        [collected("test_a", "test_b"), *phases("test_a"), finish()],
        Outcome.ERROR,
        "1 of 2 tests did not run: test_b",
    ),
    "a test without its end": Case(
        [collected("test_a"), *phases("test_a")[:-1], finish()], Outcome.ERROR, "1 of 1 tests did not run: test_a"
    ),
    "a call without a report": Case(
        [collected("test_a"), start("test_a"), report("test_a", "setup"), report("test_a", "teardown"), finish()],
        Outcome.ERROR,
        "test_a: the test sent no report",
    ),
    "a setup that skips": Case(
        [collected("test_a"), report("test_a", "setup", "skipped", **SKIP), report("test_a", "teardown"), finish()],
        Outcome.SKIPPED,
        "test_a: not now",
    ),
    "more than is read": Case([*ONE, '{"event": "rep'], Outcome.ERROR, "the example sent too man", CUT),
    "more than is read, up to the end": Case([*ONE, finish()], Outcome.ERROR, "the example sent too man", CUT),
    "more than is read, and a failure": Case(FAILED, Outcome.FAILED, "test_a: assert 1 == 2", CUT),
    "no test": Case([collected(), finish()], Outcome.ERROR, "no test was collected", {"status": 5}),
    "a skip": Case(
        [collected("test_a"), *phases("test_a", "skipped", **SKIP), finish()], Outcome.SKIPPED, "test_a: not now"
    ),
    "a skip beside a pass": Case(
        [collected("test_a", "test_b"), *phases("test_a"), *phases("test_b", "skipped", **SKIP), finish()],
        Outcome.SKIPPED,
        "test_b: not now",
    ),
    "an expected failure": Case(
        [collected("test_a"), *phases("test_a", "skipped", wasxfail="known"), finish()],
        Outcome.SKIPPED,
        "test_a: known",
    ),
    "an expected failure that passed": Case(
        [collected("test_a"), *phases("test_a", wasxfail="known"), finish()], Outcome.SKIPPED, "test_a: known"
    ),
    "time up": Case([collected("test_a"), start("test_a")], Outcome.TIMEOUT, "timed out after 60 s in test_a", HANG),
    "time up after the end": Case([*ONE, finish()], Outcome.TIMEOUT, "timed out after 60 s", HANG),
    "time up after a failure": Case(
        [*FAILED, start("test_b")], Outcome.TIMEOUT, "timed out after 60 s in test_b", HANG
    ),
    "memory up in a test": Case(
        [collected("test_a"), *phases("test_a", "failed", **failure(OWN, message="MemoryError")), finish()],
        Outcome.FAILED,
        "out of memory in test_a: the limit is 1024 MiB",
    ),
    "memory up for the process": Case(
        [collected("test_a"), start("test_a")],
        Outcome.CRASHED,
        "out of memory in test_a: the limit is 1024 MiB",
        {"status": 1, "output": 'Traceback (most recent call last):\n  File "x.py", line 1, in f\nMemoryError\n'},
    ),
    "memory up for pytest": Case(
        [],
        Outcome.CRASHED,
        "out of memory: the limit is 1024 MiB",
        {"status": 3, "output": "INTERNALERROR>     f()\nINTERNALERROR> MemoryError\n"},
    ),
    "memory that is only spoken of": Case(
        [collected("test_a"), start("test_a")],
        Outcome.CRASHED,
        "the process exited with status 3 in test_a",
        {"status": 3, "output": "beware of a\nMemoryError\n"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_evidence_gives_an_outcome(name: str) -> None:
    case = CASES[name]
    result = judged(*case.events, **case.evidence)
    assert (result.outcome, result.message[: len(case.message) or None]) == (case.outcome, case.message)
    assert result.file == TEST


@pytest.mark.parametrize(
    ("places", "file", "line"),
    [
        ([(f"{HOME}test_sample.py", 3), (f"{HOME}sample.py", 9)], "examples/01_first/sample.py", 9),
        ([(f"{HOME}test_sample.py", 3), ("/env/site-packages/starlette/x.py", 9)], TEST, 3),
        ([(f"{HOME}test_sample.py", 3), ("<frozen importlib>", 9)], TEST, 3),
        ([("test_sample.py", 3)], TEST, 3),
        ([("/usr/lib/python3/json.py", 5)], "/usr/lib/python3/json.py", 5),
    ],
)
def test_failure_names_the_innermost_line_of_the_example(places: list[tuple[str, int]], file: str, line: int) -> None:
    result = judged(collected("test_a"), *phases("test_a", "failed", **failure(*places)), finish())
    assert (result.file, result.line) == (file, line)
    assert result.tests[0].duration == 0.75


def test_timeout_names_the_innermost_line_of_the_example() -> None:
    stack = (
        "Timeout (0:00:59)!\nThread 0x1 (most recent call first):\n"
        '  File "/env/site-packages/anyio/x.py", line 4 in wait\n'
        '  File "<frozen runpy>", line 5 in run\n'
        f'  File "{HOME}sample.py", line 12 in spin\n'
        f'  File "{HOME}test_sample.py", line 3 in test_a\n'
    )
    result = judged(collected("test_a"), start("test_a"), faults=stack, output="noise", **HANG)
    assert result.message == "timed out after 60 s in test_a, at examples/01_first/sample.py:12"
    assert (result.file, result.line) == ("examples/01_first/sample.py", 12)
    assert result.output.startswith("noiseTimeout (")


def test_stack_of_a_slow_pass_is_not_shown() -> None:
    result = judged(*ONE, finish(), faults="Timeout (0:00:59)!", output="noise")
    assert result.output == "noise"


def test_leftovers_and_truncation_are_noted() -> None:
    result = judged(*ONE, finish(), output="tail", printed=10_000_000, left_behind=(f"python {HOME}worker.py",))
    assert result.outcome is Outcome.PASSED
    assert result.notes == [
        "left a process behind, which was killed: python examples/01_first/worker.py",
        "printed 10000000 bytes; the last 4 characters were kept",
    ]


def test_truncated_output_is_noted_with_its_length() -> None:
    result = judged(*ONE, finish(), output="x" * 20_000, printed=20_000)
    assert len(result.output) == 8_000
    assert result.notes == ["printed 20000 bytes; the last 8000 characters were kept"]


def test_scrubbed_paths_do_not_count_as_truncated() -> None:
    said = "/corpus/" * 900
    assert judged(*ONE, finish(), output=said, printed=len(said)).notes == []


def test_path_may_contain_a_quote() -> None:
    def quote(text: str) -> str:
        return text.replace(HOME, 'examples/01_"first"/')

    lines = [collected("test_a"), *phases("test_a", "skipped", **SKIP), finish("")]
    evidence = Evidence(
        status=0, timed_out=False, seconds=1.0, events="\n".join(map(json.dumps, lines)), output="", printed=0
    )
    result = judge(sample(), evidence, timeout=60, memory=0, scrub=quote)
    assert (result.outcome, result.message) == (Outcome.SKIPPED, "test_a: not now")


def test_incomplete_observations_are_dropped() -> None:
    seen = {"category": "UserWarning", "text": "x", "origin": "y", "line": 1}
    assert judged(*ONE, {**finish(), "warnings": [seen]}).observations.warnings[0].text == "x"
    broken = judged(*ONE, {**finish(), "warnings": [{"unknown": 1}]})
    assert broken.outcome is Outcome.PASSED
    assert broken.observations.warnings == []
