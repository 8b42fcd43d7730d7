from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from parameter_alias import app, read_items
from pydantic import AliasChoices

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_alias_is_read_from_the_url() -> None:
    response = client.get("/items/?item-query=shoes")
    assert response.status_code == 200
    assert response.json() == {"item_query": "shoes"}


@pytest.mark.parametrize("url", ["/items/", "/items/?item_query=shoes", "/items/?item_query=x", "/items/?Item-Query=x"])
def test_python_name_and_other_spellings_are_ignored(url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert response.json() == {"item_query": "all"}


def test_error_loc_uses_the_alias() -> None:
    response = client.get("/items/?item-query=ab")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_too_short", "loc": ["query", "item-query"], "input": "ab", "ctx": {"min_length": 3}}
        ]
    }


def test_openapi_uses_the_alias() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "item-query",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "minLength": 3, "default": "all", "title": "Item-Query"},
        }
    ]


def test_plain_python_uses_the_name_of_the_argument() -> None:
    assert read_items(item_query="shoes") == {"item_query": "shoes"}


def test_required_parameter_is_missing_under_its_alias() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(item_query: Annotated[str, Query(alias="item-query")]) -> str:
        return item_query

    response = TestClient(other).get("/items/?item_query=shoes")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["query", "item-query"], "input": None}]
    }


def test_alias_choices_accept_several_names_and_document_the_first() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(item_query: Annotated[str, Query(validation_alias=AliasChoices("item-query", "iq"))] = "all") -> str:
        return item_query

    other_client = TestClient(other)
    assert [
        other_client.get(f"/items/?{query}").json()
        for query in ("item-query=a", "iq=b", "item_query=c", "iq=b&item-query=a")
    ] == ["a", "b", "all", "a"]
    assert other.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "item-query",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "default": "all", "title": "Item-Query"},
        }
    ]
