from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from numeric_range import app

client = TestClient(app)
DEFAULTS = {"weight": 1.5, "quantity": 5, "discount": 0.0}


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_absent_numbers_get_their_defaults() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == DEFAULTS


@pytest.mark.parametrize("text", ["10.5", "1e-9", "0.0000001", "10", "1_0.5"])
def test_inclusive_bound_accepts_its_own_value_and_what_is_within(text: str) -> None:
    response = client.get("/items/", params={"weight": text})
    assert response.status_code == 200
    assert response.json() == {**DEFAULTS, "weight": float(text)}


@pytest.mark.parametrize("text", ["0", "-0.0", "-1", "-inf"])
def test_exclusive_bound_rejects_its_own_value_and_what_is_below(text: str) -> None:
    response = client.get("/items/", params={"weight": text})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "greater_than", "loc": ["query", "weight"], "input": text, "ctx": {"gt": 0}}]
    }


@pytest.mark.parametrize("text", ["10.500001", "11", "inf"])
def test_inclusive_bound_rejects_what_is_above(text: str) -> None:
    response = client.get("/items/", params={"weight": text})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "less_than_equal", "loc": ["query", "weight"], "input": text, "ctx": {"le": 10.5}}]
    }


@pytest.mark.parametrize("text", ["inf", "-inf", "Infinity", "nan", "NaN"])
def test_inf_and_nan_are_rejected_where_they_are_not_allowed(text: str) -> None:
    response = client.get("/items/", params={"discount": text})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "finite_number", "loc": ["query", "discount"], "input": text}]
    }


@pytest.mark.parametrize("number", [0, 5, 10, -5])
def test_multiple_of_accepts_the_multiples(number: int) -> None:
    response = client.get("/items/", params={"quantity": number})
    assert response.status_code == 200
    assert response.json() == {**DEFAULTS, "quantity": number}


@pytest.mark.parametrize("text", ["7", "-1"])
def test_multiple_of_rejects_the_rest(text: str) -> None:
    response = client.get("/items/", params={"quantity": text})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "multiple_of", "loc": ["query", "quantity"], "input": text, "ctx": {"multiple_of": 5}}]
    }


def test_text_is_no_number() -> None:
    response = client.get("/items/?weight=heavy&quantity=5.5&discount=")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "float_parsing", "loc": ["query", "weight"], "input": "heavy"},
            {"type": "int_parsing", "loc": ["query", "quantity"], "input": "5.5"},
            {"type": "float_parsing", "loc": ["query", "discount"], "input": ""},
        ]
    }


def test_openapi_has_exclusive_minimum_maximum_and_multiple_of() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "weight",
            "in": "query",
            "required": False,
            "schema": {
                "type": "number",
                "exclusiveMinimum": 0,
                "maximum": 10.5,
                "default": 1.5,
                "title": "Weight",
            },
        },
        {
            "name": "quantity",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "multipleOf": 5, "default": 5, "title": "Quantity"},
        },
        {
            "name": "discount",
            "in": "query",
            "required": False,
            "schema": {"type": "number", "default": 0.0, "title": "Discount"},
        },
    ]


def test_inf_and_nan_are_accepted_by_default() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(weight: float, positive: Annotated[float, Query(gt=0)]) -> list[str]:
        return [str(weight), str(positive)]

    other_client = TestClient(other)
    assert other_client.get("/items/?weight=nan&positive=inf").json() == ["nan", "inf"]
    assert other_client.get("/items/?weight=-inf&positive=1e3").json() == ["-inf", "1000.0"]


def test_other_bounds_reject_and_accept_the_other_way_round() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(weight: Annotated[float, Query(ge=0, lt=10.5)]) -> float:
        return weight

    other_client = TestClient(other)
    assert other_client.get("/items/?weight=0").json() == 0
    response = other_client.get("/items/?weight=10.5")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "less_than", "loc": ["query", "weight"], "input": "10.5", "ctx": {"lt": 10.5}}]
    }
    assert other.openapi()["paths"]["/items/"]["get"]["parameters"][0]["schema"] == {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 10.5,
        "title": "Weight",
    }
