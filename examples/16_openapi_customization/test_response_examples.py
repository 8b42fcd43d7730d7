from typing import Any

import pytest
from fastapi.testclient import TestClient
from response_examples import Item, Problem, app

client = TestClient(app)


@pytest.fixture
def responses() -> dict[str, Any]:
    documented: dict[str, Any] = app.openapi()["paths"]["/items/{name}"]["get"]["responses"]
    return documented


def test_example_is_beside_the_schema(responses: dict[str, Any]) -> None:
    assert responses["200"]["description"] == "The tea on the shelf"
    assert responses["200"]["content"]["application/json"] == {
        "schema": {"$ref": "#/components/schemas/Item"},
        "example": {"name": "green", "grams": 250},
    }


def test_error_has_its_own_model(responses: dict[str, Any]) -> None:
    assert responses["404"] == {
        "description": "No such tea",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    schemas = app.openapi()["components"]["schemas"]
    assert {name: schemas[name]["required"] for name in ("Item", "Problem")} == {
        "Item": ["name", "grams"],
        "Problem": ["detail"],
    }


def test_real_response_is_the_example(responses: dict[str, Any]) -> None:
    example = responses["200"]["content"]["application/json"]["example"]
    response = client.get("/items/green")
    assert (response.status_code, response.json()) == (200, example)
    assert Item.model_validate(example, strict=True)


def test_real_error_has_the_shape_of_its_model() -> None:
    response = client.get("/items/blue")
    assert (response.status_code, response.json()) == (404, {"detail": "No such tea"})
    assert Problem.model_validate(response.json(), strict=True).model_dump() == response.json()


def test_document_is_served() -> None:
    assert client.get("/openapi.json").json() == app.openapi()
