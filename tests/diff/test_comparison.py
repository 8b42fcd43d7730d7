"""What is said of two runs: the class of every change, one group for one cause, the worst first."""

import pytest

from fastapi_by_example.diff.changes import Change, Kind
from fastapi_by_example.diff.comparison import BY_TEST, changes_of, classify, compare, grouped, package_changes
from fastapi_by_example.diff.openapi import Impact
from fastapi_by_example.run.document import (
    Application,
    ExampleResult,
    Observations,
    Outcome,
    Run,
    TestResult,
    WarningRecord,
)
from tests.observed import changed, judged, outcomes_of, seen
from tests.runs import environment, example, failed, run_of

PASSED, FAILED, ERROR, TIMEOUT, CRASHED, SKIPPED, UNRESOLVABLE = Outcome
B, F, S, U = Kind.BROKEN, Kind.FIXED, Kind.STILL_FAILING, Kind.UNRESOLVABLE

CLASSES: dict[Outcome, tuple[Kind | None, ...]] = {
    # new:        passed failed error timeout crashed skipped unresolvable
    PASSED: (None, B, B, B, B, B, U),
    FAILED: (F, S, S, S, S, S, U),
    ERROR: (F, S, S, S, S, S, U),
    TIMEOUT: (F, S, S, S, S, S, U),
    CRASHED: (F, S, S, S, S, S, U),
    SKIPPED: (None, B, B, B, B, None, U),
    UNRESOLVABLE: (F, S, S, S, S, S, S),
}


@pytest.mark.parametrize("old", Outcome)
@pytest.mark.parametrize("new", Outcome)
def test_the_class_of_every_pair_of_outcomes(old: Outcome, new: Outcome) -> None:
    assert classify(old, new) == CLASSES[old][list(Outcome).index(new)]


@pytest.mark.parametrize("new", sorted({*Outcome} - BY_TEST))
def test_an_example_that_has_no_verdict_by_its_tests_is_broken_as_a_whole(new: Outcome) -> None:
    old = judged(PASSED, outcomes_of(a=PASSED, b=PASSED))
    kind = Kind.UNRESOLVABLE if new is UNRESOLVABLE else Kind.BROKEN
    assert changed(old, judged(new, [])) == [(kind, f"{new}: its message")]
    assert changed(judged(new, []), old) == [(Kind.FIXED, f"{new}: its message")]


def test_only_the_tests_whose_verdict_changed_are_told() -> None:
    old = judged(FAILED, outcomes_of(a=PASSED, b=(FAILED, "assert 1 == 2"), c=PASSED, d=PASSED))
    new = judged(FAILED, outcomes_of(a=(FAILED, "assert 0"), b=PASSED, c=PASSED))
    assert changed(old, new) == [
        (Kind.BROKEN, "a: assert 0"),
        (Kind.FIXED, "b: assert 1 == 2"),
        (Kind.BROKEN, "d is not run any more"),
    ]


def test_a_test_that_fails_for_another_reason_now_behaves_differently() -> None:
    old = judged(FAILED, outcomes_of(a=(FAILED, "KeyError: 'x'"), b=(FAILED, "assert 1")))
    new = judged(FAILED, outcomes_of(a=(FAILED, "TypeError: no"), b=(FAILED, "assert 1")))
    assert changed(old, new) == [
        (Kind.BEHAVIOUR, "a fails differently: KeyError: 'x' → TypeError: no"),
        (Kind.STILL_FAILING, "b: assert 1"),
    ]


def test_a_skipped_test_is_broken_when_it_fails_and_a_passed_one_when_it_is_skipped() -> None:
    assert changed(judged(SKIPPED, outcomes_of(a=SKIPPED)), judged(FAILED, outcomes_of(a=(FAILED, "assert 0")))) == [
        (Kind.BROKEN, "a: assert 0")
    ]
    assert changed(judged(PASSED, outcomes_of(a=PASSED)), judged(SKIPPED, outcomes_of(a=(SKIPPED, "why")))) == [
        (Kind.BROKEN, "a: why")
    ]
    assert changed(judged(SKIPPED, outcomes_of(a=SKIPPED)), judged(PASSED, outcomes_of(a=PASSED))) == []


def test_a_failed_import_is_told_once_and_not_as_tests_that_are_gone() -> None:
    works = judged(PASSED, outcomes_of(a=PASSED, b=PASSED))
    broken = judged(ERROR, outcomes_of(**{"import": (ERROR, "ImportError: cannot import name 'x'")}))
    assert changed(works, broken) == [(Kind.BROKEN, "import: ImportError: cannot import name 'x'")]
    groups = grouped(changes_of(broken, works))
    assert [(group.kind, group.cause) for group in groups] == [
        (Kind.FIXED, "fixed: ImportError: cannot import name 'x'")
    ]


def test_details_are_the_lines_that_say_what_was_expected_and_what_came() -> None:
    details = "> assert a == b\nE assert 1 == 2\nE   more\nfile.py:3: AssertionError\n" + "E x\n" * 100
    tests = [TestResult(name="a", outcome=FAILED, message="assert 1 == 2", details=details)]
    (change,) = changes_of(judged(PASSED, outcomes_of(a=PASSED)), judged(FAILED, tests, file="t.py", line=7))
    assert change.details[:3] == ["> assert a == b", "E assert 1 == 2", "E   more"]
    assert len(change.details) == 40
    assert (change.slug, change.table, change.title, change.file, change.line) == ("one", 1, "One", "t.py", 7)


def test_what_varies_by_itself_in_a_document_is_no_change() -> None:
    def documented(default: int, summary: str) -> Observations:
        operation = {"summary": summary, "parameters": [{"name": "a", "schema": {"default": default}}]}
        document = {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}
        return Observations(openapi=[Application(title="A", document=document)])

    first, second, later = documented(1, "Read"), documented(2, "Read"), documented(3, "Get")
    old = example(observations=first, repeated=second)
    (found,) = changed(old, example(observations=later))
    assert found[1].endswith("Read → Get")


def test_what_joins_a_group_is_named_in_its_details() -> None:
    old = judged(PASSED, outcomes_of(a=PASSED, b=PASSED))
    new = judged(FAILED, outcomes_of(a=(FAILED, "KeyError: 'x'"), b=(FAILED, "KeyError: 'x'")))
    (group,) = grouped(changes_of(old, new))
    assert group.summary == "a: KeyError: 'x'"
    assert group.details == ["b: KeyError: 'x'"]


def test_another_number_in_the_reason_of_a_failure_is_another_failure() -> None:
    old, new = (judged(FAILED, outcomes_of(a=(FAILED, f"KeyError: {number}"))) for number in (404, 500))
    assert changed(old, new) == [(Kind.BEHAVIOUR, "a fails differently: KeyError: 404 → KeyError: 500")]


def test_an_openapi_error_is_told_once_and_an_address_in_it_is_no_change() -> None:
    def failing(text: str) -> ExampleResult:
        return seen(openapi=[Application(title="A", error=text)])

    assert changed(failing("TypeError: <f at 0x7f0000aa11>"), failing("TypeError: <f at 0x7f0000bb22>")) == []
    works = seen(openapi=[Application(title="A", document={"paths": {"/a": {"get": {}}}})])
    assert [kind for kind, _ in changed(works, failing("TypeError: x"))] == [Kind.OPENAPI]


def test_what_was_dropped_and_another_python_are_noted() -> None:
    old = run_of(example("one", observations=Observations(dropped=7)))
    new = old.model_copy(update={"python": "3.13.0"})
    notes = compare(old, new).notes
    assert "more than was kept was seen on known-good in one" in notes
    assert any(note.endswith("known-good on 3.13.0") for note in notes)


def test_a_pin_that_no_environment_has_is_noted() -> None:
    old = run_of(example("one"), environments=[environment(fastapi="1.0")])
    new = old.model_copy(update={"target": "latest,fastpi==1.0,FastAPI>=1,<2"})
    assert [note for note in compare(old, new).notes if "pins" in note] == [
        "no example uses fastpi, which latest,fastpi==1.0,FastAPI>=1,<2 pins"
    ]


def test_a_deprecation_that_moves_to_another_version_is_told_but_not_another_page() -> None:
    def warned(text: str) -> ExampleResult:
        return seen(warnings=[WarningRecord(category="DeprecationWarning", text=text, origin="x.py")])

    old = warned("gone in V3.0, line 12, see https://errors.pydantic.dev/2.11/migration")
    assert changed(old, warned("gone in V3.0, line 17, see https://errors.pydantic.dev/2.12/migration")) == []
    assert len(changed(old, warned("gone in V2.9, line 12, see https://errors.pydantic.dev/2.11/migration"))) == 2


def test_openapi_differences_have_their_impact_and_are_told_once() -> None:
    def documented(*versions: str) -> ExampleResult:
        documents = [{"openapi": "3.1.0", "paths": {f"/{version}": {"get": {}}}} for version in versions]
        return seen(openapi=[Application(title="A", document=one) for one in documents])

    found = list(changes_of(documented("a", "a"), documented("b", "b")))
    assert [(change.kind, change.summary.partition(":")[0], change.impact) for change in found] == [
        (Kind.OPENAPI, "paths › /a", Impact.BREAKING),
        (Kind.OPENAPI, "paths › /b", Impact.ADDITIVE),
    ]
    broken = seen(openapi=[Application(title="A", error="TypeError: x")])
    assert (Kind.OPENAPI, "error: none → TypeError: x") in changed(documented("a"), broken)


def test_warnings_that_begin_and_end_are_told_by_category_and_text() -> None:
    old = seen(warnings=[WarningRecord(category="UserWarning", text="gone\nmore", origin="x.py")])
    new = seen(warnings=[WarningRecord(category="DeprecationWarning", text="use y", origin="x.py", line=3)] * 2)
    assert changed(old, new) == [
        (Kind.WARNING, "begins: DeprecationWarning: use y"),
        (Kind.WARNING, "ends: UserWarning: gone"),
    ]
    moved = seen(warnings=[WarningRecord(category="UserWarning", text="gone\nmore", origin="y.py", line=9)])
    assert changed(old, moved) == []


def slugs(run: Run) -> dict[str, list[str]]:
    comparison = compare(run_of(*(example(f"n{number}") for number in range(60))), run)
    return {group.cause: [place.slug for place in group.places] for group in comparison.groups}


def test_the_same_cause_in_many_examples_is_one_group() -> None:
    reasons = {
        **dict.fromkeys(range(40), "AttributeError: 'FastAPI' object at 0x7f00aa11bb22 has no attribute 'x'"),
        **dict.fromkeys(range(40, 50), "TypeError: takes 2 arguments but 3 were given"),
        50: "assert 1 == 2",
        51: "assert 1 == 2",
    }
    run = run_of(*(failed(f"n{n}", message=text) if (text := reasons.get(n)) else example(f"n{n}") for n in range(60)))
    found = slugs(run.model_copy(update={"examples": [e.model_copy() for e in run.examples]}))
    assert [len(places) for places in found.values()] == [40, 10, 1, 1]
    assert all("n50" in cause or "n51" in cause for cause in list(found)[2:])


def test_examples_that_do_not_resolve_for_one_reason_are_one_group() -> None:
    run = run_of(*(example(f"n{n}", UNRESOLVABLE, message=f"{'a' if n % 2 else 'b'} needs c") for n in range(60)))
    assert [len(places) for places in slugs(run).values()] == [30, 30]


def test_groups_come_worst_first_then_by_impact_then_by_how_widespread_they_are() -> None:
    def change(kind: Kind, cause: str, slug: str = "a", impact: str = "") -> Change:
        return Change(kind=kind, slug=slug, table=1, title="t", cause=cause, summary=cause, impact=impact)

    changes = [
        *(change(kind, "x") for kind in reversed(Kind) if kind is not Kind.OPENAPI),
        *(change(Kind.OPENAPI, impact, impact=impact) for impact in reversed(Impact)),
        *(change(Kind.BROKEN, "z wide", slug) for slug in "abc"),
    ]
    groups = grouped([*changes, *changes])
    assert [(group.kind, group.cause) for group in groups] == [
        (Kind.BROKEN, "z wide"),
        (Kind.BROKEN, "x"),
        (Kind.UNRESOLVABLE, "x"),
        (Kind.BEHAVIOUR, "x"),
        (Kind.OPENAPI, "breaking"),
        (Kind.OPENAPI, "additive"),
        (Kind.OPENAPI, "cosmetic"),
        (Kind.WARNING, "x"),
        (Kind.FIXED, "x"),
        (Kind.STILL_FAILING, "x"),
    ]
    assert [len(group.places) for group in groups[:2]] == [3, 1]


def test_one_text_with_another_impact_is_another_group() -> None:
    def used(part: str, kind: str) -> ExampleResult:
        schema = {"content": {"application/json": {"schema": {"type": kind}}}}
        operation = {part: schema} if part == "requestBody" else {"responses": {"200": schema}}
        document = {"openapi": "3.1.0", "paths": {"/": {"post": operation}}}
        return seen(openapi=[Application(title="A", document=document)])

    pairs = [(used(part, "integer"), used(part, "number")) for part in ("requestBody", "responses")]
    groups = grouped(change for old, new in pairs for change in changes_of(old, new))
    assert [group.impact for group in groups] == [Impact.BREAKING, Impact.ADDITIVE]


def test_packages_that_changed_came_and_went_are_named_once_over_all_environments() -> None:
    old = run_of(environments=[environment(a="1", b="1", same="1"), environment("e2", a="2", same="1")])
    new = run_of(environments=[environment(a="3", c="1", same="1")])
    changes = [(change.name, change.old, change.new) for change in package_changes(old, new)]
    assert changes == [("a", "1, 2", "3"), ("b", "1", ""), ("c", "", "1")]


def test_what_only_one_run_has_and_what_ran_once_is_noted() -> None:
    old = run_of(*(example(f"old{n}") for n in range(12)), example("both"), target="2025-06-01")
    new = run_of(example("both"), example("new"))
    comparison = compare(old, new)
    assert comparison.groups == []
    assert comparison.notes[0].startswith("only 2025-06-01 has old0, old1")
    assert comparison.notes[0].endswith("old9 and 2 more")
    assert comparison.notes[1] == "only known-good has new"
    assert comparison.notes[2].startswith("13 examples ran once on 2025-06-01")
    assert comparison.count(Kind.BROKEN) == 0
    assert (comparison.base.target, comparison.base.examples, comparison.candidate.examples) == ("2025-06-01", 13, 2)
