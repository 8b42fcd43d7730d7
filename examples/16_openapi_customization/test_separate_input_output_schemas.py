from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from separate_input_output_schemas import app, app_with_one_schema


def required(application: FastAPI) -> dict[str, list[str]]:
    schemas = application.openapi()["components"]["schemas"]
    return {name: schema["required"] for name, schema in schemas.items() if name.startswith("Item")}


def references(application: FastAPI) -> list[str]:
    operation: dict[str, Any] = application.openapi()["paths"]["/items"]["post"]
    parts = (operation["requestBody"], operation["responses"]["201"])
    return [part["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] for part in parts]


def test_true_gives_a_schema_for_each_direction() -> None:
    assert required(app) == {"Item-Input": ["name"], "Item-Output": ["name", "description"]}
    assert references(app) == ["Item-Input", "Item-Output"]


def test_false_gives_the_schema_of_the_input_for_both() -> None:
    assert required(app_with_one_schema) == {"Item": ["name"]}
    assert references(app_with_one_schema) == ["Item", "Item"]


@pytest.mark.parametrize("application", [app, app_with_one_schema])
def test_answer_is_the_same_in_both(application: FastAPI) -> None:
    client = TestClient(application)
    response = client.post("/items", json={"name": "cup"})
    assert (response.status_code, response.json()) == (201, {"name": "cup", "description": None})
    assert client.post("/items", json={"description": "no name"}).status_code == 422
