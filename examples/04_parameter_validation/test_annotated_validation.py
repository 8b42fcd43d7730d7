from typing import Annotated

import pytest
from annotated_validation import app
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import AfterValidator, Field

client = TestClient(app)
ERRORS = {
    "path": {"type": "greater_than_equal", "loc": ["path", "item_id"], "input": "0", "ctx": {"ge": 1}},
    "query": {"type": "string_too_short", "loc": ["query", "q"], "input": "ab", "ctx": {"min_length": 3}},
    "header": {
        "type": "string_pattern_mismatch",
        "loc": ["header", "x-token"],
        "input": "ABC",
        "ctx": {"pattern": "^[a-z]+$"},
    },
    "cookie": {"type": "less_than", "loc": ["cookie", "visits"], "input": "100", "ctx": {"lt": 100}},
}


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_values_within_the_rules_pass() -> None:
    response = client.get("/items/1?q=abc", headers={"x-token": "abc", "cookie": "visits=99"})
    assert response.status_code == 200
    assert response.json() == {"item_id": 1, "q": "abc", "x_token": "abc", "visits": 99}


@pytest.mark.parametrize(
    ("source", "item_id", "q", "token", "visits"),
    [
        ("path", 0, "abc", "abc", 99),
        ("query", 1, "ab", "abc", 99),
        ("header", 1, "abc", "ABC", 99),
        ("cookie", 1, "abc", "abc", 100),
    ],
)
def test_rule_of_each_source_rejects_with_its_own_loc(
    source: str, item_id: int, q: str, token: str, visits: int
) -> None:
    response = client.get(f"/items/{item_id}?q={q}", headers={"x-token": token, "cookie": f"visits={visits}"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [ERRORS[source]]}


def test_errors_of_all_sources_come_in_one_answer_and_in_order() -> None:
    response = client.get("/items/0?q=ab", headers={"x-token": "ABC", "cookie": "visits=100"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [ERRORS["path"], ERRORS["query"], ERRORS["header"], ERRORS["cookie"]]
    }


def test_missing_values_are_named_as_they_are_sent() -> None:
    response = client.get("/items/1")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["query", "q"], "input": None},
            {"type": "missing", "loc": ["header", "x-token"], "input": None},
            {"type": "missing", "loc": ["cookie", "visits"], "input": None},
        ]
    }


def test_alias_enforces_the_same_rule_on_the_second_endpoint() -> None:
    response = client.delete("/items/1")
    assert response.status_code == 200
    assert response.json() == {"deleted": 1}
    response = client.delete("/items/0")
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [ERRORS["path"]]}


def test_openapi_has_the_rule_of_every_source() -> None:
    operations = app.openapi()["paths"]["/items/{item_id}"]
    item_id = {
        "name": "item_id",
        "in": "path",
        "required": True,
        "schema": {"type": "integer", "minimum": 1, "title": "Item Id"},
    }
    assert operations["get"]["parameters"] == [
        item_id,
        {
            "name": "q",
            "in": "query",
            "required": True,
            "schema": {"type": "string", "minLength": 3, "title": "Q"},
        },
        {
            "name": "x-token",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "pattern": "^[a-z]+$", "title": "X-Token"},
        },
        {
            "name": "visits",
            "in": "cookie",
            "required": True,
            "schema": {"type": "integer", "exclusiveMaximum": 100, "title": "Visits"},
        },
    ]
    assert operations["delete"]["parameters"] == [item_id]


def app_with_pydantic_field() -> FastAPI:
    other = FastAPI()

    @other.get("/items/")
    def read(size: Annotated[int, Field(gt=5, description="In inches")] = 10) -> int:
        return size

    return other


def test_rules_of_a_pydantic_field_are_enforced() -> None:
    other_client = TestClient(app_with_pydantic_field())
    assert other_client.get("/items/").json() == 10
    assert other_client.get("/items/?size=6").json() == 6
    response = other_client.get("/items/?size=5")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "greater_than", "loc": ["query", "size"], "input": "5", "ctx": {"gt": 5}}]
    }


def test_rules_of_a_pydantic_field_are_in_openapi() -> None:
    assert app_with_pydantic_field().openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "size",
            "in": "query",
            "required": False,
            "description": "In inches",
            "schema": {
                "type": "integer",
                "exclusiveMinimum": 5,
                "default": 10,
                "description": "In inches",
                "title": "Size",
            },
        }
    ]


@pytest.mark.parametrize("rule", [Field(gt=5), Query(gt=5)])
def test_default_is_not_held_to_the_rules(rule: object) -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(size: Annotated[int, rule] = 1) -> int:
        return size

    response = TestClient(other).get("/items/")
    assert response.status_code == 200
    assert response.json() == 1


def test_own_rule_in_an_alias_rejects_with_its_own_words() -> None:
    def even(number: int) -> int:
        if number % 2:
            raise ValueError("not even")
        return number

    other = FastAPI()

    @other.get("/items/")
    def read(size: Annotated[int, AfterValidator(even), Query(ge=0)]) -> int:
        return size

    other_client = TestClient(other)
    assert other_client.get("/items/?size=4").json() == 4
    response = other_client.get("/items/?size=3")
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["query", "size"],
                "msg": "Value error, not even",
                "input": "3",
                "ctx": {"error": {}},
            }
        ]
    }
