"""What is said of two runs: the class of every change, one group for one cause, the worst first."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from runner.changes import Change, Kind
from runner.comparison import BY_TEST, changes_of, classify, compare, grouped, package_changes
from runner.openapi_diff import Impact
from runner.results import (
    Application,
    Body,
    ExampleResult,
    Exchange,
    LogRecord,
    Observations,
    Outcome,
    Run,
    TestResult,
    WarningRecord,
    WebSocketSession,
)
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


def changed(old: ExampleResult, new: ExampleResult) -> list[tuple[Kind, str]]:
    return [(change.kind, change.summary) for change in changes_of(old, new)]


def outcomes_of(**outcomes: Outcome | tuple[Outcome, str]) -> list[TestResult]:
    """Tests with their outcomes, and messages where there are some."""
    pairs = {name: one if isinstance(one, tuple) else (one, "") for name, one in outcomes.items()}
    return [TestResult(name=name, outcome=one, message=message) for name, (one, message) in pairs.items()]


def judged(outcome: Outcome, tests: Sequence[TestResult], **parts: Any) -> ExampleResult:
    return example("one", outcome, **{"tests": list(tests), "message": "its message", **parts})


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
    """A passed example that was seen to do something; as often as it is run where it is not said otherwise."""
    observations = Observations(exchanges=list(exchanges), **parts)
    return judged(PASSED, outcomes_of(a=PASSED, b=PASSED), observations=observations, repeated=repeated or observations)


@pytest.mark.parametrize(
    ("old", "new", "summaries"),
    [
        (exchange(status=200), exchange(status=201), ["status: 200 → 201"]),
        (exchange('{"a": 1}'), exchange('{"a": 2}'), ["body $.a: 1 → 2"]),
        (exchange('{"a": 1}'), exchange('{"a": "1"}'), ['body $.a: 1 → "1"']),
        (exchange('{"a": 1}'), exchange('{"a": 1, "b": null}'), ["body $.b: nothing → null"]),
        (exchange('{"a": [1, 2]}'), exchange('{"a": [1]}'), ["body $.a[1]: 2 → nothing"]),
        (exchange('{"a": {}}'), exchange('{"a": []}'), ["body $.a: {} → []"]),
        (
            exchange('{"a":1,"b":2}', headers=[]),
            exchange('{"a": 1, "b": 2}', headers=[]),
            ['body as written: {"a":1,"b":2} → {"a": 1, "b": 2}'],
        ),
        (exchange('{"a":1,"b":2}'), exchange('{"b":2,"a":1}'), ['body as written: {"a":1,"b":2} → {"b":2,"a":1}']),
        (
            exchange(headers=[("vary", "a")]),
            exchange(headers=[("vary", "b"), ("x-new", "1")]),
            ["header vary: a → b", "header x-new: nothing → 1"],
        ),
        (exchange("one\ntwo", kind="text"), exchange("one\n2", kind="text"), ["body line 2: two → 2"]),
        (exchange(error=""), exchange(error="ValueError: x"), ["exception: nothing → ValueError: x"]),
        (exchange("{not json"), exchange("{nor this"), ["body: {not json → {nor this"]),
    ],
)
def test_what_an_answer_has_that_it_had_not_is_told_and_nothing_else(
    old: Exchange, new: Exchange, summaries: list[str]
) -> None:
    assert changed(seen(old), seen(new)) == [(Kind.BEHAVIOUR, summary) for summary in summaries]


def test_the_same_observations_are_no_change() -> None:
    parts: dict[str, Any] = {
        "websockets": [WebSocketSession(test="a", path="/ws", messages=[{"direction": "in", "text": "x"}])],
        "logs": [LogRecord(logger="app", level="WARNING", text="careful")],
        "warnings": [WarningRecord(category="DeprecationWarning", text="old", origin="x.py")],
        "openapi": [Application(title="A", document={"openapi": "3.1.0", "paths": {}}, routes=["Route"])],
    }
    assert changed(seen(exchange('{"a": 1}'), **parts), seen(exchange('{"a": 1}'), **parts)) == []


def test_what_varies_by_itself_is_no_change_and_what_does_not_is_one() -> None:
    first, second, later = (f'{{"at": {at}, "kept": {kept}}}' for at, kept in ((1, 1), (2, 1), (3, 2)))
    old = seen(exchange(first), repeated=Observations(exchanges=[exchange(second)]))
    assert [summary for _, summary in changed(old, seen(exchange(later)))] == ["body $.kept: 1 → 2"]


def test_a_body_that_is_only_written_differently_is_told_once() -> None:
    old, new = (seen(exchange(text, headers=[("content-length", str(len(text)))])) for text in ('{"a": 1}', '{"a":1}'))
    assert changed(old, new) == [(Kind.BEHAVIOUR, 'body as written: {"a": 1} → {"a":1}')]


def test_what_varies_by_itself_in_a_document_is_no_change() -> None:
    def documented(default: int, summary: str) -> Observations:
        operation = {"summary": summary, "parameters": [{"name": "a", "schema": {"default": default}}]}
        document = {"openapi": "3.1.0", "paths": {"/": {"get": operation}}}
        return Observations(openapi=[Application(title="A", document=document)])

    first, second, later = documented(1, "Read"), documented(2, "Read"), documented(3, "Get")
    old = example(observations=first, repeated=second)
    (found,) = changed(old, example(observations=later))
    assert found[1].endswith("Read → Get")


def test_moments_are_masked_by_their_form_and_what_looks_random_unless_a_second_run_has_the_same() -> None:
    old = seen(exchange('{"at": "2026-01-01T10:00:00Z", "id": "0b2f7c1e-63a4-4f7e-9d4e-0123456789ab"}'))
    new = seen(exchange('{"at": "2027-01-01T10:00:00Z", "id": "1b2f7c1e-63a4-4f7e-9d4e-0123456789ab"}'))
    assert changed(old.model_copy(update={"repeated": None}), new) == []
    ((_, summary),) = changed(old, new)
    assert summary.startswith('body $.id: "0b2f7c1e')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"at":"2020-01-01T00:00:00Z"}', '{"at":"2020-01-01T00:00:00+00:00"}'),
        ('{"at":"2020-01-01T00:00:00Z"}', '{"at":"2020-01-01T00:00:00.000001Z"}'),
        ('{"id":9007199254740993}', '{"id":9007199254740992}'),
        ('{"pi":"3.1415926535897932"}', '{"pi":"3.1415926535897931"}'),
    ],
)
@pytest.mark.parametrize("twice", [True, False])
def test_what_is_no_other_moment_and_not_random_is_told(old: str, new: str, twice: bool) -> None:
    before = seen(exchange(old))
    once = before if twice else before.model_copy(update={"repeated": None})
    assert len(changed(once, seen(exchange(new)))) == 1


def test_binary_bodies_and_messages_of_one_length_differ_by_their_digest() -> None:
    def binary(digest: str) -> ExampleResult:
        body = Body(kind="bytes", length=3, digest=digest * 8)
        session = WebSocketSession(test="a", path="/ws", messages=[{"direction": "send", "bytes": digest * 8}])
        return seen(exchange().model_copy(update={"body": body}), websockets=[session])

    told = changed(binary("abcdef01"), binary("abcdef02"))
    assert [summary.partition(":")[0] for _, summary in told] == ["body", "message 1 send"]


@pytest.mark.parametrize(
    ("old", "new", "summary"),
    [
        ({"query": "a=1+2"}, {"query": "a=1%202"}, "query: a=1+2 → a=1%202"),
        (
            {"request_headers": [("accept-encoding", "gzip")]},
            {"request_headers": [("accept-encoding", "gzip, zstd")]},
            "request header accept-encoding: gzip → gzip, zstd",
        ),
        (
            {"request_body": Body(kind="text", text='{"a": 1}')},
            {"request_body": Body(kind="text", text='{"a":1}')},
            'request body: {"a": 1} → {"a":1}',
        ),
        (
            {"headers": [("a", "1"), ("b", "2")]},
            {"headers": [("b", "2"), ("a", "1")]},
            "header order: a, b → b, a",
        ),
        (
            {"headers": [("vary", "a, b")]},
            {"headers": [("vary", "a"), ("vary", "b")]},
            "header vary: a, b → a + b",
        ),
        ({"headers": [("content-length", "2")]}, {"headers": []}, "header content-length: 2 → nothing"),
        ({"headers": []}, {"headers": [("x-empty", "")]}, "header x-empty: nothing → empty"),
    ],
)
def test_what_was_asked_and_how_the_headers_stand_is_compared(
    old: dict[str, Any], new: dict[str, Any], summary: str
) -> None:
    assert changed(seen(exchange(**old)), seen(exchange(**new))) == [(Kind.BEHAVIOUR, summary)]


def test_line_ends_are_compared() -> None:
    old, new = (seen(exchange(text, kind="text", headers=[])) for text in ("data: 1\n\n", "data: 1\r\n\r\n"))
    assert changed(old, new) == [(Kind.BEHAVIOUR, "body line ends: LF → CRLF")]


def test_a_header_that_varies_hides_nothing_of_the_body() -> None:
    def timed(body: str, seconds: str) -> Exchange:
        return exchange(body, headers=[("x-process-time", seconds)])

    old = seen(timed('{"a":1,"b":2}', "0.1"), repeated=Observations(exchanges=[timed('{"a":1,"b":2}', "0.2")]))
    told = changed(old, seen(timed('{"b":2,"a":1}', "0.3")))
    assert told == [(Kind.BEHAVIOUR, 'body as written: {"a":1,"b":2} → {"b":2,"a":1}')]


def test_answers_that_are_written_differently_in_the_same_way_are_one_group() -> None:
    old = seen(exchange('{"a":1}', headers=[]), exchange('{"b":[1,2]}', headers=[], path="/b"))
    new = seen(exchange('{"a": 1}', headers=[]), exchange('{"b": [1, 2]}', headers=[], path="/b"))
    (group,) = grouped(changes_of(old, new))
    assert group.cause == "behaviour: body as written: other white space"


def test_a_body_that_differs_in_many_places_is_one_change() -> None:
    old, new = (seen(exchange("\n".join(map(str, range(n, 60))), kind="text")) for n in (0, 1))
    ((_, summary),) = changed(old, new)
    assert summary == "body: 60 values differ, first body line 1: 0 → 1"


def test_long_values_are_shown_where_they_begin_to_differ_and_are_not_taken_for_each_other() -> None:
    def answers(first: str, second: str) -> ExampleResult:
        return seen(*(exchange(json.dumps("x" * 400 + end), headers=[], path=f"/{end}") for end in (first, second)))

    pairs = [("a", "b"), ("c", "d")]
    old = seen(*(exchange(json.dumps("x" * 400 + was), headers=[], path=f"/{was}") for was, _ in pairs))
    new = seen(*(exchange(json.dumps("x" * 400 + now), headers=[], path=f"/{was}") for was, now in pairs))
    groups = grouped(changes_of(old, new))
    assert [group.summary[-12:] for group in groups if "…" in group.summary] != []
    assert {group.summary.rpartition("x")[2] for group in groups} == {'b"', 'd"'}


def test_log_records_are_compared_one_by_one() -> None:
    def logged(*texts: str, level: str = "WARNING") -> Observations:
        return Observations(logs=[LogRecord(logger="app", level=level, text=text) for text in texts])

    def ran(first: Observations, second: Observations) -> ExampleResult:
        return seen(logs=first.logs, repeated=second)

    timed = ran(logged("took 0.011 s"), logged("took 0.012 s"))
    assert changed(timed, ran(logged("took 0.013 s"), logged())) == []
    once = ran(logged("x"), logged("x"))
    assert len(changed(once, ran(logged("x", "x"), logged()))) == 1
    assert changed(once, ran(logged("x", level="ERROR"), logged())) == [
        (Kind.BEHAVIOUR, "log record: WARNING: x → ERROR: x")
    ]


def with_applications(*routes: Sequence[str], middleware: Sequence[str] = ()) -> ExampleResult:
    """An example with one application for each list of routes."""
    made = [
        Application(title=f"App {n}", document={}, routes=list(one), middleware=list(middleware))
        for n, one in enumerate(routes)
    ]
    return seen(openapi=made)


def test_the_order_and_the_number_of_routes_and_middleware_are_compared() -> None:
    def told(old: ExampleResult, new: ExampleResult) -> list[str]:
        return [summary for _, summary in changed(old, new)]

    assert told(with_applications(["/a", "/b"]), with_applications(["/b", "/a"])) == [
        "app.routes: another order, /b where /a was"
    ]
    assert told(with_applications(["/a", "/a"]), with_applications(["/a"])) == ["app.routes: /a is gone"]
    assert told(with_applications(["/a"]), with_applications([])) == ["app.routes: /a is gone"]
    stacks = (with_applications([], middleware=stack) for stack in (["CORS", "GZip"], ["GZip", "CORS"]))
    assert told(*stacks) == ["middleware: another order, GZip where CORS was"]
    assert told(with_applications([], middleware=["CORS"]), with_applications([])) == []


def test_an_application_that_comes_or_goes_is_told_and_the_others_are_still_compared() -> None:
    three = with_applications(["/a"], ["/b"], ["/c"])
    two = three.model_copy(
        update={"observations": Observations(openapi=[three.observations.openapi[n] for n in (0, 2)])}
    )
    assert changed(three, two) == [(Kind.BEHAVIOUR, "application 'App 1': one is gone")]
    assert changed(two.model_copy(update={"repeated": None}), three) == [
        (Kind.BEHAVIOUR, "application 'App 1': one is new")
    ]


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


def test_a_text_that_no_encoding_has_can_be_told() -> None:
    (change,) = changes_of(seen(exchange('{"a": "x"}')), seen(exchange('{"a": "\\ud800"}')))
    assert "\\ud800" in change.model_dump_json()


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


def test_a_log_record_a_message_and_a_request_that_come_or_go_are_told() -> None:
    log = [LogRecord(logger="app", level="WARNING", text="careful")]
    session = WebSocketSession(test="a", path="/ws", messages=[{"direction": "receive", "text": "x"}])
    more = session.model_copy(update={"messages": [*session.messages, {"direction": "send", "text": "y"}]})
    assert changed(seen(), seen(logs=log)) == [(Kind.BEHAVIOUR, "log record: nothing → WARNING: careful")]
    assert changed(seen(websockets=[session]), seen(websockets=[more])) == [
        (Kind.BEHAVIOUR, 'message 2 send: nothing → {"text": "y"}')
    ]
    assert changed(seen(exchange()), seen(exchange(), exchange())) == [(Kind.BEHAVIOUR, "status: nothing → 200")]
    assert changed(seen(exchange()), seen()) == [(Kind.BEHAVIOUR, "status: 200 → nothing")]


def test_what_a_test_did_whose_verdict_changed_is_told_by_that_alone() -> None:
    old = seen(exchange(test="a"), exchange(test="b"))
    new = seen(exchange(test="a", status=500), exchange(test="b", status=418)).model_copy(
        update={"outcome": FAILED, "tests": outcomes_of(a=(FAILED, "assert 500 == 200"), b=PASSED)}
    )
    assert changed(old, new) == [(Kind.BROKEN, "a: assert 500 == 200"), (Kind.BEHAVIOUR, "status: 200 → 418")]


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
