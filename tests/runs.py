"""Runs and their parts for tests, with everything that does not matter left to defaults."""

from collections.abc import Sequence
from typing import Any

from fastapi_by_example.run.document import EnvironmentResult, ExampleResult, Outcome, Run, TableResult, TestResult

HOSTILE = (
    "\x1b[2J\x1b]8;;http://evil.example\x07[bold red]markup[/] <script>alert(1)</script> **bold** `code` [a](http://b.example)"
    " @octocat #12 GH-12 www.evil.example ]]> &amp; \x00\x07\x08\x7f\x9b31m \u202eright to left\u2066 \ufffe \u2028"
    "::error::smuggled ##[error]smuggled | cell $x$\n::set-output name=a::b\n  ::error file=a::smuggled\n"
    "##[set-env name=a]b\n155 passed, 0 failed\r\n```\n# heading\r::add-mask::x"
)
"""Text that an example may have printed, with all that a terminal, a browser, a parser or GitHub could be misled by."""


def example(slug: str = "one", outcome: Outcome = Outcome.PASSED, **parts: Any) -> ExampleResult:
    """The result of an example of table 1."""
    filled = {"table": 1, "title": slug.title(), "file": f"examples/01_first/test_{slug}.py", "line": 3, **parts}
    return ExampleResult(slug=slug, outcome=outcome, duration=0.25, environment="e1", **filled)


def failed(slug: str = "one", message: str = "assert 1 == 2", **parts: Any) -> ExampleResult:
    """The result of an example with a failed test."""
    test = TestResult(name="test_it", outcome=Outcome.FAILED, message=message, details=f"> assert it\nE {message}")
    return example(slug, Outcome.FAILED, **{"message": f"test_it: {message}", "tests": [test], **parts})


def run_of(*examples: ExampleResult, **parts: Any) -> Run:
    """A run of some examples, with all tables that they belong to."""
    numbers = sorted({one.table for one in examples} | {1})
    filled: dict[str, Any] = {
        "runner_version": "0.1.0",
        "target": "known-good",
        "resolved_as_of": "2026-11-22T00:00:00Z",
        "python": "3.11.7",
        "platform": "Linux x86_64",
        "started": "2026-11-22T10:00:00Z",
        "duration": 1.5,
        "selected": [one.slug for one in examples],
        "tables": [
            TableResult(number=n, title=f"Table {n}", concepts=[one.slug for one in examples if one.table == n])
            for n in numbers
        ],
        "environments": [environment(fastapi="0.165.0")],
        "examples": list(examples),
    }
    return Run(**{**filled, **parts})


def environment(name: str = "e1", dependencies: Sequence[str] = ("fastapi",), **packages: str) -> EnvironmentResult:
    """An environment with some packages."""
    return EnvironmentResult(id=name, dependencies=list(dependencies), packages=packages)


def hostile_run() -> Run:
    """A run with hostile text in every place, as in an untrusted run file."""
    tests = [
        TestResult(name=HOSTILE, outcome=outcome, message=HOSTILE, details=HOSTILE, file=HOSTILE)
        for outcome in (Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED)
    ]
    texts: dict[str, Any] = dict.fromkeys(("title", "file", "message", "output", "environment"), HOSTILE)
    examples = [
        ExampleResult(slug=f"{number}{HOSTILE}", outcome=outcome, table=1, tests=tests, notes=[HOSTILE], **texts)
        for number, outcome in enumerate(Outcome)
    ]
    skipped = ExampleResult(slug=HOSTILE, outcome=Outcome.SKIPPED, table=1, **texts)
    return run_of(
        *examples,
        skipped,
        target=HOSTILE,
        resolved_as_of=HOSTILE,
        python=HOSTILE,
        platform=HOSTILE,
        started=HOSTILE,
        tables=[TableResult(number=1, title=HOSTILE, concepts=[HOSTILE])],
        environments=[
            EnvironmentResult(
                id=HOSTILE, dependencies=[HOSTILE], packages={HOSTILE: HOSTILE, "fastapi": HOSTILE}, notes=[HOSTILE]
            )
        ],
    )
