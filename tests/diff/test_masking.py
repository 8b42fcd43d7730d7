"""What varies from run to run is known by its form, or by a second run of the same."""

import json

import pytest

from fastapi_by_example.diff.masking import json_leaves, leaves_of, settled, steady_path, volatile_places
from fastapi_by_example.run.document import Body, Exchange, Observations, WebSocketSession


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("id 0b2f7c1e-63a4-4f7e-9d4e-0123456789ab.", "id <uuid>."),
        ("id 0B2F7C1E-63A4-4F7E-9D4E-0123456789AB.", "id <uuid>."),
        ("Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.x-y_z", "Bearer <token>"),
        ("at 2026-01-01T10:00:00Z", "at <momentT:sZ>"),
        ("at 2026-01-01T10:00:00.123456+00:00, ok", "at <momentT:s.s+00:00>, ok"),
        ("at 2026-01-01 10:00", "at <moment >"),
        ("expires=Fri, 02 Jan 2026 10:00:00 GMT;", "expires=<moment>;"),
        ("<object at 0x7f00aa11bb22>", "<object at <address>>"),
        ("http://127.0.0.1:54321/x and localhost:8000", "http://127.0.0.1:<port>/x and localhost:<port>"),
        ("etag d41d8cd98f00b204e9800998ecf8427e", "etag <hex>"),
        ("/tmp/pytest-17/a", "/tmp/pytest-<n>/a"),
        ("app;dur=12.5", "app;dur=<milliseconds>"),
        ("session=eyJhIjogMX0=.abcd.e-f_g; path=/", "session=<token>; path=/"),
        (
            'File "site-packages/starlette/routing.py", line 290, in',
            'File "site-packages/starlette/routing.py", line <line>, in',
        ),
    ],
)
def test_a_varying_form_has_a_name(text: str, shown: str) -> None:
    assert settled(text) == shown
    assert settled(shown) == shown


@pytest.mark.parametrize(
    "text", ["version 1.2.3", "42", "2026-01-01", "deadbeef", "color: #ff00aa", "example.com:8080", "0x1f", "200 OK"]
)
def test_what_only_looks_a_little_like_it_stays(text: str) -> None:
    assert settled(text) == text


def test_a_path_with_an_identifier_is_the_same_request_in_every_run() -> None:
    assert steady_path("/users/0b2f7c1e-63a4-4f7e-9d4e-0123456789ab") == "/users/<uuid>"
    assert steady_path("/items/171234567890") == steady_path("/items/171234567891") == "/items/*"
    assert steady_path("/users/7") == "/users/7"


def test_every_value_of_a_document_has_a_place() -> None:
    document = {"a": [1, {"b": None}], "c": {}, "d": [], "e": "x\n"}
    assert dict(json_leaves(document)) == {
        "$.a[0]": "1",
        "$.a[1].b": "null",
        "$.c": "{}",
        "$.d": "[]",
        "$.e": '"x\\n"',
    }
    assert dict(json_leaves(3)) == {"$": "3"}


def request(**parts: object) -> Exchange:
    return Exchange.model_validate({"test": "t", "method": "GET", "path": "/", "status": 200, **parts})


def test_the_same_request_made_twice_has_two_places() -> None:
    leaves = leaves_of(Observations(exchanges=[request(), request(status=404), request(method="PUT")]))
    statuses = {place[2:4]: value for place, value in leaves.items() if place[-1] == "status"}
    assert statuses == {("GET /", "1"): "200", ("GET /", "2"): "404", ("PUT /", "1"): "200"}


def test_a_request_with_an_identifier_in_its_path_has_the_same_place_in_every_run() -> None:
    one, other = (Observations(exchanges=[request(path=f"/items/17123456789{digit}")]) for digit in (0, 1))
    assert leaves_of(one) == leaves_of(other)


def test_headers_of_one_name_are_one_value() -> None:
    leaves = leaves_of(Observations(exchanges=[request(headers=[["set-cookie", "a"], ["set-cookie", "b"]])]))
    assert [value for place, value in leaves.items() if place[-1] == "header set-cookie"] == ["a + b"]


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        (Body(kind="empty"), {"body kind": "empty"}),
        (Body(kind="bytes", length=3, digest="ab"), {"body kind": "bytes", "body": "3 bytes, SHA-256 ab"}),
        (
            Body(kind="text", text="a\r\n\nb"),
            {
                "body kind": "text",
                "body line 1": "a",
                "body line 2": "",
                "body line 3": "b",
                "body line ends": "CRLF, LF, none at the end",
            },
        ),
        (Body(kind="text", text="a"), {"body kind": "text", "body line 1": "a"}),
        (Body(kind="json", text="[1]"), {"body kind": "json", "body $[0]": "1", "body as written": "[1]"}),
        (Body(kind="json", text="[1"), {"body kind": "json", "body": "[1"}),
    ],
)
def test_a_body_is_taken_apart_by_its_kind(body: Body, parts: dict[str, str]) -> None:
    leaves = leaves_of(Observations(exchanges=[request(body=body)]))
    assert {place[-1]: value for place, value in leaves.items() if place[-1].startswith("body")} == parts


def test_messages_of_a_connection_stand_in_their_order() -> None:
    session = WebSocketSession(test="t", path="/ws", messages=[{"direction": "send", "text": "é"}, {"code": "1000"}])
    leaves = leaves_of(Observations(websockets=[session]))
    assert [(place[-1], json.loads(value)) for place, value in leaves.items()] == [
        ("message 1 send", {"text": "é"}),
        ("message 2 ", {"code": "1000"}),
    ]


def test_where_two_runs_differ_says_nothing_about_a_third() -> None:
    first, second = (Observations(exchanges=[request(body=Body(kind="text", text=f"a\n{n}"))]) for n in (1, 2))
    assert {place[-1] for place in volatile_places(first, second)} == {"body line 2"}
    more = Observations(exchanges=[*first.exchanges, request(path="/more")])
    assert {place[2] for place in volatile_places(first, more)} == {"GET /more"}
    assert volatile_places(first, first) == set()
