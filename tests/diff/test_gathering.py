"""A body that changed its structure is one change, and concurrent requests may end in any order."""

import json

import pytest

from fastapi_by_example.diff.changes import Aspect
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.run.document import Exchange
from tests.observed import exchange, seen


def found(old: list[Exchange], new: list[Exchange]) -> list[tuple[Aspect, str]]:
    return [(change.aspect, change.summary) for change in changes_of(seen(*old), seen(*new))]


def test_values_that_disappear_together_are_one_change() -> None:
    old, new = exchange(json.dumps({"a": list(range(9))})), exchange('{"a": []}')
    assert found([old], [new]) == [
        (Aspect.BODY, "a: body a[]: 0 and 8 more → nothing"),
        (Aspect.BODY, "a: body a: nothing → []"),
    ]


def test_few_values_are_reported_one_by_one() -> None:
    old, new = exchange('{"a": 1}'), exchange('{"a": 1, "b": 2, "c": 3, "d": 4}')
    assert len(found([old], [new])) == 3


def test_lines_that_move_are_one_change() -> None:
    lines = [f"line {letter}" for letter in "abcdefgh"]
    old, new = (exchange("\n".join(one), kind="text") for one in (lines, ["first", *lines]))
    assert found([old], [new]) == [(Aspect.BODY, "a: body line #: line a and 8 more → first and 8 more")]


@pytest.mark.parametrize(
    "body", ['{"openapi":"3.1.0","info":%d}', "Traceback (most recent call last):\n  line %d\nValueError"]
)
def test_document_and_traceback_are_internal(body: str) -> None:
    kind = "json" if body.startswith("{") else "text"
    old, new = (exchange(body % number, kind=kind, headers=[]) for number in (1, 2))
    assert {aspect for aspect, _ in found([old], [new])} == {Aspect.INSIDE}


def test_order_of_equal_requests_is_no_change() -> None:
    first, second = exchange('{"id": 1}', status=201), exchange('{"detail": "sold out"}', status=409)
    assert found([first, first, second], [second, first, first]) == []


def test_another_number_of_equal_responses_is_a_change() -> None:
    first, second = exchange('{"id": 1}', status=201), exchange('{"detail": "sold out"}', status=409)
    assert (Aspect.STATUS, "a: 201 → 409 (sold out)") in found([first, first, second], [first, second, second])


def test_status_and_exception_of_a_response_are_one_change() -> None:
    old = exchange("Internal Server Error", kind="text", status=500, error="ValueError: x")
    assert found([old], [exchange()]) == [(Aspect.STATUS, "a: 500 (ValueError: x) → 200")]
