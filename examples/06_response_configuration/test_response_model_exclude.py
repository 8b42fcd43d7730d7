from collections.abc import Iterable
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from response_model_exclude import app

client = TestClient(app)

PATHS = ["", "/public", "/set", "/known", "/unusual"]


class Address(BaseModel):
    city: str
    street: str | None = None


class Person(BaseModel):
    name: str = "?"
    address: Address | None = None


PEOPLE = [Person(name="?"), Person(address=Address(city="Paris")), Person(name="Ada", address=None)]


def test_without_an_option_everything_is_sent() -> None:
    response = client.get("/users/ada")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "password": "not-a-real-one", "language": "en", "phone": None}


def test_the_excluded_field_is_not_in_the_body() -> None:
    response = client.get("/users/ada/public")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "language": "en", "phone": None}


def test_exclude_unset_drops_what_nobody_gave_and_keeps_a_default_that_was_given() -> None:
    response = client.get("/users/ada/set")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "phone": None}


def test_exclude_none_drops_only_none() -> None:
    response = client.get("/users/ada/known")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "language": "en"}


def test_exclude_defaults_drops_every_value_that_equals_the_default() -> None:
    response = client.get("/users/ada/unusual")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada"}


@pytest.mark.parametrize("path", PATHS)
def test_the_docs_still_refer_to_the_whole_model(path: str) -> None:
    assert app.openapi()["paths"][f"/users/ada{path}"]["get"]["responses"] == {
        "200": {
            "description": "Successful Response",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}},
        }
    }


def test_the_schema_still_lists_the_excluded_field() -> None:
    assert app.openapi()["components"]["schemas"] == {
        "User": {
            "properties": {
                "name": {"type": "string", "title": "Name"},
                "password": {"type": "string", "title": "Password"},
                "language": {"type": "string", "title": "Language", "default": "en"},
                "phone": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Phone"},
            },
            "type": "object",
            "required": ["name", "password"],
            "title": "User",
        }
    }


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (
            "response_model_exclude_unset",
            [{"name": "?"}, {"address": {"city": "Paris"}}, {"name": "Ada", "address": None}],
        ),
        ("response_model_exclude_none", [{"name": "?"}, {"name": "?", "address": {"city": "Paris"}}, {"name": "Ada"}]),
        ("response_model_exclude_defaults", [{}, {"address": {"city": "Paris"}}, {"name": "Ada"}]),
    ],
)
@pytest.mark.parametrize("return_type", [list[Person], Iterable[Person]])
def test_the_options_reach_the_models_in_lists_and_iterables(
    return_type: type, option: str, expected: list[dict[str, Any]]
) -> None:
    other_app = FastAPI()

    def read() -> object:
        return PEOPLE

    read.__annotations__["return"] = return_type
    options: dict[str, Any] = {option: True}
    other_app.get("/", **options)(read)
    response = TestClient(other_app).get("/")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == expected


def test_a_returned_dict_has_unset_fields_as_well() -> None:
    other_app = FastAPI()

    @other_app.get("/", response_model=Person, response_model_exclude_unset=True)
    def read() -> dict[str, object]:
        return {"address": {"city": "Paris"}}

    assert TestClient(other_app).get("/").json() == {"address": {"city": "Paris"}}


def test_a_field_of_a_nested_model_can_be_excluded_too() -> None:
    other_app = FastAPI()

    @other_app.get("/", response_model_exclude={"address": {"city"}})
    def read() -> Person:
        return PEOPLE[1]

    @other_app.get("/include", response_model_include={"address"})
    def read_address() -> Person:
        return PEOPLE[1]

    assert TestClient(other_app).get("/").json() == {"name": "?", "address": {"street": None}}
    assert TestClient(other_app).get("/include").json() == {"address": {"city": "Paris", "street": None}}
