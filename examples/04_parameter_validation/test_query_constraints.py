from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from query_constraints import app, read_items

client = TestClient(app)
PARAMETERS = [
    {
        "name": "q",
        "in": "query",
        "required": False,
        "schema": {
            "anyOf": [{"type": "string", "minLength": 3, "maxLength": 50}, {"type": "null"}],
            "title": "Q",
        },
    }
]


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


@pytest.mark.parametrize("value", ["abc", "abcd", "x" * 49, "x" * 50, "äöü", "日本語"])
def test_values_at_and_within_the_bounds_pass(value: str) -> None:
    response = client.get("/items/", params={"q": value})
    assert response.status_code == 200
    assert response.json() == {"q": value}


@pytest.mark.parametrize("value", ["ab", "äö", ""])
def test_value_below_the_minimum_is_too_short(value: str) -> None:
    response = client.get("/items/", params={"q": value})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "string_too_short", "loc": ["query", "q"], "input": value, "ctx": {"min_length": 3}}]
    }


def test_value_above_the_maximum_is_too_long() -> None:
    response = client.get("/items/", params={"q": "x" * 51})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "string_too_long", "loc": ["query", "q"], "input": "x" * 51, "ctx": {"max_length": 50}}]
    }


def test_absent_parameter_gets_the_default() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"q": None}


def test_openapi_has_min_length_and_max_length() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == PARAMETERS


def test_annotated_form_has_the_same_openapi_and_its_default_as_plain_python() -> None:
    newer = FastAPI()

    @newer.get("/items/")
    def read(q: Annotated[str | None, Query(min_length=3, max_length=50)] = None) -> dict[str, str | None]:
        return {"q": q}

    assert newer.openapi()["paths"]["/items/"]["get"]["parameters"] == PARAMETERS
    assert read() == {"q": None}
    assert read_items()["q"] is not None


def test_default_is_not_held_to_the_rules() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(q: str = Query("ab", min_length=3)) -> str:
        return q

    response = TestClient(other).get("/items/")
    assert response.status_code == 200
    assert response.json() == "ab"
    assert other.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "q",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "minLength": 3, "default": "ab", "title": "Q"},
        }
    ]


def test_unknown_keyword_is_an_error() -> None:
    misspelled: dict[str, Any] = {"maxlength": 50}
    with pytest.raises(TypeError) as error:
        Query(default=None, **misspelled)
    assert str(error.value).startswith("Query() got an unexpected keyword argument 'maxlength'")
