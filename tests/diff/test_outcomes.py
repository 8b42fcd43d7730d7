"""Tests that broke or were fixed, with the response that explains each."""

import pytest

from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.diff.outcomes import BY_TEST, classify
from fastapi_by_example.run.document import ExampleResult, Observations, Outcome, TestResult
from tests.observed import exchange, judged, outcomes_of
from tests.runs import example

PASSED, FAILED, ERROR, TIMEOUT, CRASHED, SKIPPED, UNRESOLVABLE, NOT_APPLICABLE = Outcome
B, F, S, U = Kind.BROKEN, Kind.FIXED, Kind.STILL_FAILING, Kind.UNRESOLVABLE


def told(old: ExampleResult, new: ExampleResult) -> list[tuple[Kind, str]]:
    return [(change.kind, change.summary) for change in changes_of(old, new)]


@pytest.mark.parametrize("old", Outcome)
@pytest.mark.parametrize("new", Outcome)
def test_every_pair_of_outcomes_is_classified(old: Outcome, new: Outcome) -> None:
    if {old, new} == {UNRESOLVABLE, NOT_APPLICABLE}:
        expected = U if new is UNRESOLVABLE else F
    elif {old, new} & {SKIPPED, NOT_APPLICABLE}:
        expected = None
    elif old is PASSED:
        expected = None if new is PASSED else U if new is UNRESOLVABLE else B
    else:
        expected = F if new is PASSED else S
    assert classify(old, new) is expected


@pytest.mark.parametrize("new", sorted({*Outcome} - BY_TEST - {NOT_APPLICABLE}))
def test_example_without_test_outcomes_breaks_as_a_whole(new: Outcome) -> None:
    old = judged(PASSED, outcomes_of(a=PASSED, b=PASSED))
    kind = U if new is UNRESOLVABLE else B
    assert told(old, judged(new, [])) == [(kind, f"one as a whole fails: {new}: its message")]
    assert told(judged(new, []), old) == [(F, f"one as a whole failed before: {new}: its message")]


def test_only_changed_outcomes_are_reported() -> None:
    old = judged(FAILED, outcomes_of(test_a=PASSED, test_b=(FAILED, "assert 1 == 2"), test_c=PASSED, test_d=PASSED))
    new = judged(FAILED, outcomes_of(test_a=(FAILED, "assert 0"), test_b=PASSED, test_c=PASSED))
    assert told(old, new) == [
        (B, "a fails: assert 0"),
        (F, "b failed before: assert 1 == 2"),
        (B, "d fails: the test is gone"),
    ]
    assert [kind for kind, _ in told(new, old)] == [F, B, F]


def test_test_that_fails_differently_is_still_failing() -> None:
    old = judged(FAILED, outcomes_of(test_a=(FAILED, "KeyError: 'x'")))
    new = judged(FAILED, outcomes_of(test_a=(FAILED, "TypeError: no")))
    assert told(old, new) == [(S, "a fails on both sides: TypeError: no")]


def test_failed_import_is_reported_once() -> None:
    works = judged(PASSED, outcomes_of(a=PASSED, b=PASSED))
    broken = judged(ERROR, outcomes_of(**{"import": (ERROR, "ImportError: cannot import name 'x'")}))
    assert told(works, broken) == [(B, "one as a whole fails: ImportError: cannot import name 'x'")]
    assert told(broken, works) == [(F, "one as a whole failed before: ImportError: cannot import name 'x'")]


def answering(status: int, outcome: Outcome = PASSED, message: str = "") -> ExampleResult:
    tests = outcomes_of(test_a=(outcome, message), test_b=PASSED)
    return judged(outcome, tests, observations=Observations(exchanges=[exchange(test="test_a", status=status)]))


def test_broken_test_shows_the_changed_response() -> None:
    (change,) = changes_of(answering(200), answering(422, FAILED, "assert 422 == 200"))
    assert (change.kind, change.aspect, change.summary) == (B, Aspect.BROKEN, "a: 200 → 422")
    assert change.details[0] == "test_a fails: assert 422 == 200"
    assert change.status


def test_test_that_pins_a_regression_is_not_a_fix() -> None:
    """Such a test passes on the newer release, although users lose a feature."""
    (change,) = changes_of(answering(200, FAILED, "assert 200 == 422"), answering(422))
    assert (change.kind, change.aspect, change.summary) == (Kind.BEHAVIOUR, Aspect.STATUS, "a: 200 → 422")


def test_details_show_the_assertion() -> None:
    details = "> assert a == b\nE assert 1 == 2\nE   more\nfile.py:3: AssertionError\n" + "E x\n" * 100
    tests = [TestResult(name="a", outcome=FAILED, message="assert 1 == 2", details=details, file="t.py", line=7)]
    (change,) = changes_of(judged(PASSED, outcomes_of(a=PASSED)), judged(FAILED, tests))
    assert change.details[:3] == ["> assert a == b", "E assert 1 == 2", "E   more"]
    assert len(change.details) == 40
    place = change.place
    assert (place.slug, place.table, place.title, place.file, place.line) == ("one", 1, "One", "t.py", 7)


def test_not_applicable_example_is_not_compared() -> None:
    assert told(example(), example(outcome=NOT_APPLICABLE)) == []
