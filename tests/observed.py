"""Examples with observations, and the changes between two of them."""

from collections.abc import Sequence
from typing import Any

from fastapi_by_example.diff.changes import Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.run.document import (
    Body,
    ExampleResult,
    Exchange,
    Observations,
    Outcome,
    TestResult,
)
from tests.runs import example

PASSED = Outcome.PASSED


def changed(old: ExampleResult, new: ExampleResult) -> list[tuple[Kind, str]]:
    return [(change.kind, change.summary) for change in changes_of(old, new)]


def outcomes_of(**outcomes: Outcome | tuple[Outcome, str]) -> list[TestResult]:
    """Tests with their outcomes, and messages if there are any."""
    pairs = {name: one if isinstance(one, tuple) else (one, "") for name, one in outcomes.items()}
    return [TestResult(name=name, outcome=one, message=message) for name, (one, message) in pairs.items()]


def judged(outcome: Outcome, tests: Sequence[TestResult], **parts: Any) -> ExampleResult:
    return example("one", outcome, **{"tests": list(tests), "message": "its message", **parts})


def exchange(body: str = "{}", *, status: int = 200, test: str = "a", **parts: Any) -> Exchange:
    headers = parts.pop("headers", [("content-type", "application/json"), ("content-length", str(len(body)))])
    kind = parts.pop("kind", "json")
    return Exchange(
        **{"test": test, "method": "GET", "path": "/", **parts},
        status=status,
        headers=headers,
        body=Body(kind=kind, text=body, length=len(body)),
    )


def seen(*exchanges: Exchange, repeated: Observations | None = None, **parts: Any) -> ExampleResult:
    """A passed example with observations. Its second run has the same ones, unless given."""
    observations = Observations(exchanges=list(exchanges), **parts)
    return judged(PASSED, outcomes_of(a=PASSED, b=PASSED), observations=observations, repeated=repeated or observations)
