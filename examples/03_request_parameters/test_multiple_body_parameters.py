from typing import Any

import pytest
from fastapi.testclient import TestClient
from multiple_body_parameters import app

client = TestClient(app)
ITEM = {"item_id": 7, "quantity": 2}
ORDER: dict[str, Any] = {"item": ITEM, "customer": {"customer_id": 3}, "express": True}


def locations(body: dict[str, Any]) -> list[list[str]]:
    return [error["loc"] for error in body["detail"]]


def test_body_is_an_object_keyed_by_parameter_name() -> None:
    response = client.post("/orders", json=ORDER)
    assert response.status_code == 201
    assert response.json() == ORDER


def test_field_with_a_default_can_be_left_out() -> None:
    response = client.post("/orders", json={**ORDER, "item": {"item_id": 7}})
    assert response.json()["item"] == {"item_id": 7, "quantity": 1}


@pytest.mark.parametrize("arguments", [{}, {"json": {}}, {"json": [ORDER]}, {"json": ITEM}, {"params": ORDER}])
def test_body_of_another_shape_lacks_every_parameter(arguments: dict[str, Any]) -> None:
    response = client.post("/orders", **arguments)
    assert response.status_code == 422
    assert locations(response.json()) == [["body", "item"], ["body", "customer"], ["body", "express"]]


def test_errors_name_the_parameter_and_the_field() -> None:
    response = client.post("/orders", json={"item": {}, "customer": {"customer_id": "x"}, "express": "maybe"})
    assert response.status_code == 422
    assert locations(response.json()) == [
        ["body", "item", "item_id"],
        ["body", "customer", "customer_id"],
        ["body", "express"],
    ]


def test_embedded_model_is_under_its_key() -> None:
    response = client.put("/cart", json={"item": ITEM})
    assert response.status_code == 200
    assert response.json() == ITEM


def test_embedded_model_without_its_key_is_rejected() -> None:
    response = client.put("/cart", json=ITEM)
    assert response.status_code == 422
    assert locations(response.json()) == [["body", "item"]]


def test_openapi_has_the_keys() -> None:
    document = app.openapi()
    for path, method, keys in [("/orders", "post", ["item", "customer", "express"]), ("/cart", "put", ["item"])]:
        body = document["paths"][path][method]["requestBody"]
        assert body["required"] is True
        name = body["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
        schema = document["components"]["schemas"][name]
        assert list(schema["properties"]) == schema["required"] == keys
