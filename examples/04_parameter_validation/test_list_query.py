from typing import Annotated

import pytest
from fastapi import FastAPI, Query
from fastapi.testclient import TestClient
from list_query import app

client = TestClient(app)


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_repeated_parameter_keeps_order_and_repeats() -> None:
    response = client.get("/items/?tags=b&tags=a&tags=b")
    assert response.status_code == 200
    assert response.json() == {"tags": ["b", "a", "b"], "ids": []}


def test_absent_parameter_gives_the_default() -> None:
    response = client.get("/items/")
    assert response.status_code == 200
    assert response.json() == {"tags": ["new"], "ids": []}


@pytest.mark.parametrize(
    ("query", "tags"),
    [("tags=a", ["a"]), ("tags=", [""]), ("tags=a,b", ["a,b"]), ("tags=&tags=a", ["", "a"]), ("tags[]=a", ["new"])],
)
def test_each_value_is_one_element_as_it_is_written(query: str, tags: list[str]) -> None:
    response = client.get(f"/items/?{query}")
    assert response.status_code == 200
    assert response.json() == {"tags": tags, "ids": []}


def test_typed_list_converts_its_elements() -> None:
    assert client.get("/items/?ids=3&tags=a&ids=1").json() == {"tags": ["a"], "ids": [3, 1]}


def test_bad_elements_of_a_typed_list_are_rejected_with_their_index() -> None:
    response = client.get("/items/?ids=1&ids=x&ids=")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "int_parsing", "loc": ["query", "ids", 1], "input": "x"},
            {"type": "int_parsing", "loc": ["query", "ids", 2], "input": ""},
        ]
    }


def test_length_rule_counts_the_elements() -> None:
    assert client.get("/items/?ids=1&ids=2&ids=3").json() == {"tags": ["new"], "ids": [1, 2, 3]}
    response = client.get("/items/?ids=1&ids=2&ids=3&ids=4")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {
                "type": "too_long",
                "loc": ["query", "ids"],
                "input": ["1", "2", "3", "4"],
                "ctx": {"field_type": "List", "max_length": 3, "actual_length": 4},
            }
        ]
    }


def test_openapi_says_array_with_its_default() -> None:
    assert app.openapi()["paths"]["/items/"]["get"]["parameters"] == [
        {
            "name": "tags",
            "in": "query",
            "required": False,
            "schema": {"type": "array", "items": {"type": "string"}, "default": ["new"], "title": "Tags"},
        },
        {
            "name": "ids",
            "in": "query",
            "required": False,
            "schema": {
                "type": "array",
                "items": {"type": "integer"},
                "maxItems": 3,
                "default": [],
                "title": "Ids",
            },
        },
    ]


def test_default_is_a_new_list_for_each_request() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(tags: Annotated[list[str], Query()] = ["new"]) -> list[str]:  # noqa: B006 - what is tested
        tags.append("seen")
        return tags

    other_client = TestClient(other)
    assert other_client.get("/items/").json() == ["new", "seen"]
    assert other_client.get("/items/").json() == ["new", "seen"]


def test_list_without_query_is_read_from_the_body() -> None:
    other = FastAPI()

    @other.post("/items/")
    def read(tags: list[str]) -> list[str]:
        return tags

    other_client = TestClient(other)
    assert other_client.post("/items/?tags=a", json=["b"]).json() == ["b"]
    response = other_client.post("/items/?tags=a")
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [{"type": "missing", "loc": ["body"], "input": None}]}


def test_list_or_none_tells_absent_from_given() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read(tags: Annotated[list[str] | None, Query()] = None) -> bool:
        return tags is None

    other_client = TestClient(other)
    assert other_client.get("/items/").json() is True
    assert other_client.get("/items/?tags=").json() is False
