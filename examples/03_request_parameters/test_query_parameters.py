from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict
from query_parameters import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_absent_parameters_get_their_defaults() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"skip": 0, "limit": 10, "in_stock": False}


def test_given_parameters_override_the_defaults() -> None:
    response = client.get("/items/?skip=20&limit=-5&in_stock=true")
    assert response.status_code == 200
    assert response.json() == {"skip": 20, "limit": -5, "in_stock": True}


@pytest.mark.parametrize("spelling", ["true", "True", "TRUE", "on", "yes", "y", "t", "1"])
def test_spellings_of_true(spelling: str) -> None:
    body = client.get("/items/", params={"in_stock": spelling}).json()
    assert body["in_stock"] is True


@pytest.mark.parametrize("spelling", ["false", "False", "off", "no", "n", "f", "0"])
def test_spellings_of_false(spelling: str) -> None:
    body = client.get("/items/", params={"in_stock": spelling}).json()
    assert body["in_stock"] is False


@pytest.mark.parametrize("value", ["maybe", "", "2"])
def test_value_that_is_no_bool_is_rejected(value: str) -> None:
    response = client.get("/items/", params={"in_stock": value})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "bool_parsing", "loc": ["query", "in_stock"], "input": value}]
    }


def test_all_bad_values_are_reported_in_the_order_of_the_declaration() -> None:
    response = client.get("/items/?limit=1.5&skip=")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "int_parsing", "loc": ["query", "skip"], "input": ""},
            {"type": "int_parsing", "loc": ["query", "limit"], "input": "1.5"},
        ]
    }


@pytest.mark.parametrize(("text", "number"), [("1_000", 1000), ("+5", 5), (" 5 ", 5), ("5.0", 5)])
def test_spellings_of_an_int(text: str, number: int) -> None:
    assert client.get("/items/", params={"skip": text}).json() == {"skip": number, "limit": 10, "in_stock": False}


def test_last_value_of_a_repeated_parameter_counts() -> None:
    assert client.get("/items/?skip=1&skip=2").json() == {"skip": 2, "limit": 10, "in_stock": False}


def test_unknown_parameter_is_ignored() -> None:
    response = client.get("/items/?page=3")
    assert response.status_code == 200
    assert response.json() == {"skip": 0, "limit": 10, "in_stock": False}


def test_openapi_marks_them_not_required_with_their_defaults() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "skip",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "default": 0, "title": "Skip"},
        },
        {
            "name": "limit",
            "in": "query",
            "required": False,
            "schema": {"type": "integer", "default": 10, "title": "Limit"},
        },
        {
            "name": "in_stock",
            "in": "query",
            "required": False,
            "schema": {"type": "boolean", "default": False, "title": "In Stock"},
        },
    ]


def test_model_that_forbids_extras_rejects_the_parameters_of_a_dependency_too() -> None:
    class Page(BaseModel):
        model_config = ConfigDict(extra="forbid")

        skip: int = 0

    def search_text(q: str = "") -> str:
        return q

    strict = FastAPI()

    @strict.get("/items/")
    def read(page: Annotated[Page, Query()], q: Annotated[str, Depends(search_text)]) -> dict[str, int | str]:
        return {"skip": page.skip, "q": q}

    strict_client = TestClient(strict)
    assert strict_client.get("/items/?skip=3").json() == {"skip": 3, "q": ""}
    for name in ("q", "page"):
        response = strict_client.get(f"/items/?skip=3&{name}=x")
        assert response.status_code == 422
        assert without_messages(response.json()) == {
            "detail": [{"type": "extra_forbidden", "loc": ["query", name], "input": "x"}]
        }
