"""Observations are split into named values."""

import pytest

from fastapi_by_example.diff.text import situation_of
from fastapi_by_example.diff.values import body_values, joined, json_values, rewritten, steady_path
from fastapi_by_example.run.document import Body


def test_identifiers_in_paths_are_masked() -> None:
    assert steady_path("/users/0b2f7c1e-63a4-4f7e-9d4e-0123456789ab") == "/users/<uuid>"
    assert steady_path("/items/171234567890") == steady_path("/items/171234567891") == "/items/*"
    assert steady_path("/users/7") == "/users/7"


def test_json_values_have_paths() -> None:
    document = {"a": [1, {"b": None}], "c": {}, "d": [], "e": "x\n"}
    assert dict(json_values(document)) == {
        "$.a[0]": "1",
        "$.a[1].b": "null",
        "$.c": "{}",
        "$.d": "[]",
        "$.e": '"x\\n"',
    }
    assert dict(json_values(3)) == {"$": "3"}


def test_repeated_headers_are_joined() -> None:
    assert joined([("set-cookie", "a"), ("set-cookie", "b")]) == {"set-cookie": "a + b"}


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
def test_body_is_split_by_kind(body: Body, parts: dict[str, str]) -> None:
    assert body_values(body) == parts


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        ('{"a":1}', '{"a": 1}', "other white space"),
        ('{"a":1,"b":2}', '{"b":2,"a":1}', "another order of keys"),
        ('"\\u00e9"', '"é"', "another spelling of the same values"),
        ("1", "2", ""),
        ("[", "[", ""),
        (None, "1", ""),
    ],
)
def test_rewritten_names_how_equal_json_differs(old: str | None, new: str, how: str) -> None:
    assert rewritten(old, new) == how


@pytest.mark.parametrize(
    ("test", "asked", "shown"),
    [
        ("watch_field_sent_twice", "POST /", "field sent twice"),
        ("watch_arguments[body]", "POST /alias_choices (request 2)", "arguments (POST /alias_choices)"),
        ("test_key_is_checked", "WebSocket /ws (connection 1)", "key is checked (WebSocket /ws)"),
        ("test_book_is_found", "GET /books/0f3a9b2c4d", "book is found"),
        ("test_number_is_found", "GET /numbers/123456", "number is found"),
        ("test_long_path", f"GET /{'a' * 60}", "long path"),
        ("", "GET /books", "GET /books"),
    ],
)
def test_situation_has_the_request_if_its_path_tells_more(test: str, asked: str, shown: str) -> None:
    assert situation_of(test, asked) == shown


def test_number_of_pings_in_an_event_stream_does_not_count() -> None:
    few, many = ("data: a\n\n" + ": ping\n\n" * count + "data: b\n\n" for count in (1, 40))
    assert body_values(Body(kind="text", text=many)) == body_values(Body(kind="text", text=few))
    assert body_values(Body(kind="text", text="data: a\n\ndata: b\n\n")) != body_values(Body(kind="text", text=few))
