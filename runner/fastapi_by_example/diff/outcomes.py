"""Compare the outcomes of an example's tests on two sides: which broke, and which were fixed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi_by_example.diff.changes import Kind
from fastapi_by_example.diff.text import short, template
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome, TestResult
from fastapi_by_example.text import first_line

BY_TEST = frozenset({Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED})
"""The outcomes that result from an example's tests."""
UNKNOWN = frozenset({Outcome.SKIPPED, Outcome.NOT_APPLICABLE})
"""The outcomes without information about an example."""
IMPORT = "import"
"""The name of the test that represents a failed import."""
ASSERTION = re.compile(r"(AssertionError: )?assert |Failed: DID NOT|AssertionError\b")


@dataclass(frozen=True)
class Turn:
    """A changed outcome of a test, or of the whole example if `test` is empty. `failure` is the bad side."""

    kind: Kind
    test: str
    key: str
    message: str
    failure: TestResult | None = None


def classify(old: Outcome, new: Outcome) -> Kind | None:
    """The class of a change of outcome; None if both passed or one has no information."""
    if {old, new} == {Outcome.UNRESOLVABLE, Outcome.NOT_APPLICABLE}:
        # These versions cannot be installed together, whatever the example needs.
        return Kind.UNRESOLVABLE if new is Outcome.UNRESOLVABLE else Kind.FIXED
    if old in UNKNOWN or new in UNKNOWN:
        return None
    good = old is Outcome.PASSED, new is Outcome.PASSED
    if Outcome.UNRESOLVABLE in (old, new) and good != (False, False):
        return Kind.UNRESOLVABLE if good[0] else Kind.FIXED
    match good:
        case True, True:
            return None
        case True, False:
            return Kind.BROKEN
        case False, True:
            return Kind.FIXED
        case _:
            return Kind.STILL_FAILING


def turns(old: ExampleResult, new: ExampleResult) -> Iterator[Turn]:
    """The changed outcomes, test by test, or of the whole example if a side has no test outcomes."""
    by_test = {old.outcome, new.outcome} <= BY_TEST and bool(old.tests and new.tests)
    if not by_test:
        kind = classify(old.outcome, new.outcome)
        if kind:
            yield _of_example(kind, old, new)
        return
    before, after = _tests(old), _tests(new)
    if IMPORT in before or IMPORT in after:
        yield from _of_import(old, new)
        return
    for name in [*before, *(name for name in after if name not in before)]:
        was, now = before.get(name), after.get(name)
        kind = classify(was.outcome if was else Outcome.FAILED, now.outcome if now else Outcome.FAILED)
        if kind is None:
            continue
        failure = was if kind is Kind.FIXED else now
        if failure is None:
            message = "the test is gone" if now is None else "the test is new"
            yield Turn(kind, name, f"{old.slug}::{name} exists on one side only", message)
        else:
            yield Turn(kind, name, _failure_key(old.slug, failure), first_line(failure.message), failure)


def _tests(example: ExampleResult) -> dict[str, TestResult]:
    return {test.name: test for test in example.tests}


def _of_example(kind: Kind, old: ExampleResult, new: ExampleResult) -> Turn:
    bad = old if kind is Kind.FIXED else new
    failing = next((test for test in bad.tests if test.outcome in BAD), None)
    if failing:
        return Turn(kind, failing.name, _failure_key(bad.slug, failing), first_line(bad.message), failing)
    key = f"{bad.outcome}: {short(template(first_line(bad.message)))}"
    return Turn(kind, "", key, f"{bad.outcome}: {first_line(bad.message)}")


def _of_import(old: ExampleResult, new: ExampleResult) -> Iterator[Turn]:
    """A file that cannot be imported on one side, or on both."""
    failures = [_tests(side).get(IMPORT) for side in (old, new)]
    kind = classify(
        *(Outcome.FAILED if failure else side.outcome for failure, side in zip(failures, (old, new), strict=True))
    )
    failure = failures[0] if kind is Kind.FIXED else failures[1] or failures[0]
    if failure and kind:
        yield Turn(kind, IMPORT, _failure_key(old.slug, failure), first_line(failure.message), failure)


def _failure_key(slug: str, test: TestResult) -> str:
    """The part of a failure that is shared by the same cause: the text of an exception, the test of an assertion."""
    first = first_line(test.message)
    if ASSERTION.match(first):
        return f"{slug}::{test.name}: {short(template(first))}"
    return short(template(first))


def failure_details(tests: Iterable[TestResult]) -> list[str]:
    """The lines of a failure's text with the failed assertion."""
    text = next((test.details for test in tests if test.outcome in BAD and test.details), "")
    return [line for line in text.splitlines() if line.startswith(("E ", "> "))]
