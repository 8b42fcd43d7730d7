"""What an example does differently: answers, requests, messages, logs, routes and middleware."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from fastapi_by_example.diff.changes import Kind
from fastapi_by_example.diff.comparison import changes_of, grouped
from fastapi_by_example.run.document import (
    Application,
    Body,
    ExampleResult,
    Exchange,
    LogRecord,
    Observations,
    Outcome,
    WarningRecord,
    WebSocketSession,
)
from tests.observed import changed, exchange, outcomes_of, seen

PASSED, FAILED = Outcome.PASSED, Outcome.FAILED


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
    assert changed(ran(logged("a", "b"), logged("a", "b")), ran(logged("b", "a"), logged())) == []
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


def test_a_text_that_no_encoding_has_can_be_told() -> None:
    (change,) = changes_of(seen(exchange('{"a": "x"}')), seen(exchange('{"a": "\\ud800"}')))
    assert "\\ud800" in change.model_dump_json()


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
