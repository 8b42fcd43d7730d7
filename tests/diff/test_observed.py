"""Differences in responses, WebSocket messages, watch results and logs."""

import json
from typing import Any

import pytest

from fastapi_by_example.diff.changes import Aspect, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.run.document import Body, ExampleResult, Exchange, LogRecord, Observations, Outcome, WatchResult
from fastapi_by_example.run.document import WebSocketSession as Session
from tests.observed import exchange, judged, seen

REFUSAL = '{"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input","input":"x"}]}'


def told(old: ExampleResult, new: ExampleResult) -> list[tuple[Aspect, str]]:
    return [(change.aspect, change.summary) for change in changes_of(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (exchange(status=200), exchange(status=201), [(Aspect.STATUS, "a: 200 → 201")]),
        (
            exchange(status=200),
            exchange(REFUSAL, status=422),
            [(Aspect.STATUS, "a: 200 → 422 (model_attributes_type)")],
        ),
        (exchange('{"a": 1}'), exchange('{"a": 2}'), [(Aspect.BODY, "a: body a: 1 → 2")]),
        (exchange('{"a": 1}'), exchange('{"a": 1, "b": null}'), [(Aspect.BODY, "a: body b: nothing → null")]),
        (exchange('{"a": [1, 2]}'), exchange('{"a": [1]}'), [(Aspect.BODY, "a: body a[]: 2 → nothing")]),
        (exchange('{"a": {}}'), exchange('{"a": []}'), [(Aspect.BODY, "a: body a: {} → []")]),
        (
            exchange('{"detail":"a"}', status=404),
            exchange('{"detail":"b"}', status=404),
            [(Aspect.ERROR, 'a: body detail: "a" → "b"')],
        ),
        (
            exchange('{"a":1,"b":2}', headers=[]),
            exchange('{"b":2,"a":1}', headers=[]),
            [(Aspect.BODY, "a: body kind: json → json")],
        ),
        (
            exchange(headers=[("vary", "a")]),
            exchange(headers=[("vary", "b"), ("x-new", "1")]),
            [(Aspect.HEADER, "a: header vary: a → b"), (Aspect.HEADER, "a: header x-new: nothing → 1")],
        ),
        (
            exchange(headers=[("www-authenticate", "Basic")]),
            exchange(headers=[("www-authenticate", "Bearer")]),
            [(Aspect.SECURITY, "a: header www-authenticate: Basic → Bearer")],
        ),
        (
            exchange("one\ntwo", kind="text"),
            exchange("one\n2", kind="text"),
            [(Aspect.BODY, "a: body line #: two → 2")],
        ),
        (exchange(), exchange(error="ValueError: x"), [(Aspect.EXCEPTION, "a: nothing → ValueError: x")]),
        (
            exchange(headers=[("a", "1"), ("b", "2")]),
            exchange(headers=[("b", "2"), ("a", "1")]),
            [(Aspect.INSIDE, "a: header order: a, b → b, a")],
        ),
        (exchange(query="a=1+2"), exchange(query="a=1%202"), [(Aspect.INSIDE, "a: query: a=1+2 → a=1%202")]),
    ],
)
def test_changed_response_is_reported(old: Exchange, new: Exchange, expected: list[tuple[Aspect, str]]) -> None:
    if "kind: json" in expected[0][1]:
        expected = [(Aspect.INSIDE, "a: body as written: nothing → another order of keys")]
    assert told(seen(old), seen(new)) == expected


def test_changed_status_hides_headers_and_body() -> None:
    old = exchange('{"a":1}', headers=[("x-a", "1")])
    assert len(told(seen(old), seen(exchange(REFUSAL, status=422)))) == 1


@pytest.mark.parametrize(
    ("status", "counts"), [((200, 401), True), ((403, 200), True), ((200, 422), False), ((401, 403), False)]
)
def test_access_granted_or_denied_is_a_security_change(status: tuple[int, int], counts: bool) -> None:
    (change,) = changes_of(*(seen(exchange(status=one)) for one in status))
    assert change.status
    assert change.security is counts


def test_equal_observations_are_not_a_change() -> None:
    parts: dict[str, Any] = {
        "websockets": [Session(test="a", path="/ws", messages=[{"direction": "in", "text": "x"}])],
        "logs": [LogRecord(logger="app", level="WARNING", text="careful")],
        "watches": [WatchResult(name="watch_x", how="returned", kind="json", value="1")],
    }
    assert told(seen(exchange('{"a": 1}'), **parts), seen(exchange('{"a": 1}'), **parts)) == []


def test_nondeterministic_values_are_ignored() -> None:
    first, second, later = (f'{{"at": {at}, "kept": {kept}}}' for at, kept in ((1, 1), (2, 1), (3, 2)))
    old = seen(exchange(first), repeated=Observations(exchanges=[exchange(second)]))
    assert [summary for _, summary in told(old, seen(exchange(later)))] == ["a: body kept: 1 → 2"]
    assert [summary for _, summary in told(seen(exchange(later)), old)] == ["a: body kept: 2 → 1"]


def test_random_looking_value_is_compared_if_a_second_run_repeats_it() -> None:
    old = seen(exchange('{"id": "0b2f7c1e-63a4-4f7e-9d4e-0123456789ab"}'))
    new = seen(exchange('{"id": "1b2f7c1e-63a4-4f7e-9d4e-0123456789ab"}'))
    once = [one.model_copy(update={"repeated": None}) for one in (old, new)]
    assert told(*once) == []
    assert len(told(old, new)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{"at":"2020-01-01T00:00:00Z"}', '{"at":"2020-01-01T00:00:00+00:00"}'),
        ('{"at":"2020-01-01T00:00:00Z"}', '{"at":"2020-01-01T00:00:00.000001Z"}'),
        ('{"id":9007199254740993}', '{"id":9007199254740992}'),
        ('{"hash":"$2b$12$ABCDEFGHIJKLMNOPQRSTUVabcdefgh"}', '{"hash":"$2b$10$ABCDEFGHIJKLMNOPQRSTUVabcdefgh"}'),
    ],
)
@pytest.mark.parametrize("twice", [True, False])
def test_new_format_of_a_timestamp_or_hash_is_reported(old: str, new: str, twice: bool) -> None:
    before = seen(exchange(old))
    once = before if twice else before.model_copy(update={"repeated": None})
    assert len(told(once, seen(exchange(new)))) == 1


def test_binary_data_of_equal_length_differs_by_digest() -> None:
    def binary(digest: str) -> ExampleResult:
        body = Body(kind="bytes", length=3, digest=digest * 8)
        session = Session(test="a", path="/ws", messages=[{"direction": "send", "bytes": digest * 8}])
        return seen(exchange().model_copy(update={"body": body}), websockets=[session])

    parts = [summary.split(": ")[1] for _, summary in told(binary("abcdef01"), binary("abcdef02"))]
    assert parts == ["the body", "message # send"]


def test_long_values_are_cut_to_where_they_differ() -> None:
    old, new = (seen(exchange(json.dumps("x" * 400 + end), headers=[])) for end in "ab")
    ((_, summary),) = told(old, new)
    assert summary.endswith('xa" → …' + "x" * 30 + 'b"')


def test_html_change_is_internal() -> None:
    html: dict[str, Any] = {"kind": "text", "headers": [("content-type", "text/html; charset=utf-8")]}
    assert told(seen(exchange("<a>", **html)), seen(exchange("<b>", **html))) == [
        (Aspect.INSIDE, "a: body line #: <a> → <b>")
    ]


def test_log_records_are_matched_by_content() -> None:
    def logged(*texts: str) -> ExampleResult:
        return seen(logs=[LogRecord(logger="app", level="WARNING", text=text) for text in texts])

    assert told(logged("a", "b"), logged("b", "a")) == []
    assert told(logged("x"), logged("x", "y")) == [(Aspect.INSIDE, "log app: log record: nothing → WARNING: y")]
    assert len(told(logged("x"), logged("x", "x"))) == 1


def watched(value: object, how: Any = "returned", **parts: Any) -> ExampleResult:
    text = value if isinstance(value, str) and how != "returned" else json.dumps(value)
    kind: Any = "json" if how == "returned" else "text"
    return seen(watches=[WatchResult(name="watch_it_all", how=how, kind=kind, value=text)], **parts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (watched({"a": 1}), watched({"a": 2}), (Aspect.BODY, "it all: result a: 1 → 2")),
        (watched(["audit"]), watched([]), None),
        (watched({"none": 200}), watched({"none": 422}), (Aspect.STATUS, "it all: 200 → 422")),
        (
            watched(1),
            watched("ImportError: no", "raised"),
            (Aspect.EXCEPTION, "it all: returned 1 → raised ImportError: no"),
        ),
        (watched(1), watched("", "timeout"), (Aspect.EXCEPTION, "it all: returned 1 → timeout")),
        (
            watched("KeyError: a", "raised"),
            watched("KeyError: b", "raised"),
            (Aspect.EXCEPTION, "it all: raised KeyError: a → raised KeyError: b"),
        ),
    ],
)
def test_watch_results_are_compared(
    old: ExampleResult, new: ExampleResult, expected: tuple[Aspect, str] | None
) -> None:
    found = told(old, new)
    assert found
    if expected:
        assert found == [expected]


def test_watch_that_did_not_run_is_not_a_change() -> None:
    assert told(watched(1), seen()) == []
    assert told(seen(), watched(1)) == []


def test_requests_of_a_watch_that_did_not_run_or_ended_early_are_not_compared() -> None:
    sent = exchange(test="watch_it_all"), exchange('{"other": 1}', test="watch_it_all", path="/other")
    ran = seen(*sent, watches=watched(1).observations.watches)
    failed = seen(sent[0], watches=watched("KeyError: a", "raised").observations.watches)
    assert told(seen(), ran) == []
    assert [one.aspect for one in changes_of(failed, ran)] == [Aspect.EXCEPTION]


def test_watches_that_can_be_imported_on_one_side_only_are_one_change() -> None:
    broken = seen().model_copy(update={"watch_problems": ["ImportError: cannot import name 'gone'"]})
    (change,) = changes_of(watched(1), broken)
    assert (change.aspect, change.what) == (Aspect.EXCEPTION, "import of the watches")
    assert "cannot import name 'gone'" in change.new
    assert list(changes_of(broken, broken)) == []


@pytest.mark.parametrize("outcome", [Outcome.NOT_APPLICABLE, Outcome.UNRESOLVABLE])
def test_example_that_did_not_run_has_no_differences(outcome: Outcome) -> None:
    left_out, ran = judged(outcome, []), seen(exchange(), watches=watched(1).observations.watches)
    assert all(change.place.test == "" for change in changes_of(left_out, ran))
    assert list(changes_of(judged(Outcome.NOT_APPLICABLE, []), ran)) == []


def test_additional_request_does_not_shift_the_others() -> None:
    def sent(*bodies: str) -> ExampleResult:
        return seen(*(exchange(f'{{"a": {body}}}', status=int(body)) for body in bodies))

    old, new = sent("200", "201", "202"), sent("200", "404", "201", "202")
    assert told(old, new) == [(Aspect.BODY, "a: request: nothing → GET / (request 2): 404")]
    assert told(new, old) == [(Aspect.BODY, "a: request: GET / (request 2): 404 → nothing")]


def test_status_returned_by_a_watch_is_reported_once() -> None:
    def asked(status: int) -> ExampleResult:
        result = WatchResult(name="watch_x", how="returned", kind="json", value=str(status))
        return seen(exchange(test="watch_x", status=status), watches=[result])

    assert told(asked(200), asked(404)) == [(Aspect.STATUS, "x: 200 → 404")]


def test_rejected_websocket_is_a_security_change() -> None:
    def closed(code: str) -> ExampleResult:
        messages = [{"direction": "sent", "type": "websocket.close", "code": code}]
        return seen(websockets=[Session(test="a", path="/ws", messages=messages)])

    (change,) = changes_of(closed("1000"), closed("1008"))
    assert (change.kind, change.security) == (Kind.BEHAVIOUR, True)


def test_request_made_on_one_side_only_is_reported() -> None:
    assert told(seen(exchange()), seen()) == [(Aspect.BODY, "a: request: GET /: 200 → nothing")]
    assert told(seen(), seen(exchange())) == [(Aspect.BODY, "a: request: nothing → GET /: 200")]


def test_lone_surrogate_is_serializable() -> None:
    (change,) = changes_of(seen(exchange('{"a": "x"}')), seen(exchange('{"a": "\\ud800"}')))
    assert "\\ud800" in change.model_dump_json()


def test_deeply_nested_document_is_compared_as_text() -> None:
    deep = "[" * 500 + "{}" + "]" * 500
    (change,) = changes_of(seen(exchange(deep.format("1"))), seen(exchange("[" + deep + "]")))
    assert change.kind is Kind.BEHAVIOUR
