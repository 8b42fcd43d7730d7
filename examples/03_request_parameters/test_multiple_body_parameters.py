from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from multiple_body_parameters import Item, User, app

client = TestClient(app)
ITEM = {"name": "Shoe", "price": 42.5}
ORDER: dict[str, Any] = {"item": ITEM, "user": {"username": "ada"}, "quantity": 2}


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_body_is_an_object_keyed_by_parameter_name() -> None:
    response = client.post("/orders/", json=ORDER)
    assert response.status_code == 200
    assert response.json() == ORDER


def test_flat_body_is_rejected() -> None:
    response = client.post("/orders/", json={"name": "Shoe", "price": 42.5, "username": "ada", "quantity": 2})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["body", "item"], "input": None},
            {"type": "missing", "loc": ["body", "user"], "input": None},
        ]
    }


@pytest.mark.parametrize("request_arguments", [{}, {"json": {}}, {"json": [ORDER]}, {"params": {"quantity": 2}}])
def test_every_parameter_is_missing_from_another_body(request_arguments: dict[str, Any]) -> None:
    response = client.post("/orders/", **request_arguments)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["body", "item"], "input": None},
            {"type": "missing", "loc": ["body", "user"], "input": None},
            {"type": "missing", "loc": ["body", "quantity"], "input": None},
        ]
    }


def test_errors_name_the_parameter_and_then_the_field() -> None:
    response = client.post("/orders/", json={"item": {"name": "Shoe"}, "user": {"username": 1}, "quantity": 0})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "missing", "loc": ["body", "item", "price"], "input": {"name": "Shoe"}},
            {"type": "string_type", "loc": ["body", "user", "username"], "input": 1},
            {"type": "greater_than", "loc": ["body", "quantity"], "input": 0, "ctx": {"gt": 0}},
        ]
    }


def test_explicit_null_is_not_the_model() -> None:
    response = client.post("/orders/", json={**ORDER, "item": None})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "model_attributes_type", "loc": ["body", "item"], "input": None}]
    }


def test_embed_expects_the_key_around_a_single_model() -> None:
    response = client.put("/items/", json={"item": ITEM})
    assert response.status_code == 200
    assert response.json() == ITEM


def test_embed_rejects_the_model_without_its_key() -> None:
    response = client.put("/items/", json=ITEM)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "item"], "input": None}]
    }


def test_single_model_without_embed_is_the_body_itself() -> None:
    other = FastAPI()

    @other.put("/items/")
    def update(item: Item) -> Item:
        return item

    other_client = TestClient(other)
    assert other_client.put("/items/", json=ITEM).json() == ITEM
    assert other_client.put("/items/", json={"item": ITEM}).status_code == 422


def test_scalar_without_body_is_a_query_parameter() -> None:
    other = FastAPI()

    @other.post("/orders/")
    def create(user: User, quantity: int) -> dict[str, str | int]:
        return {"username": user.username, "quantity": quantity}

    response = TestClient(other).post("/orders/?quantity=2", json={"username": "ada"})
    assert response.json() == {"username": "ada", "quantity": 2}


def test_openapi_names_one_schema_with_all_the_keys() -> None:
    document = app.openapi()
    assert document["paths"]["/orders/"]["post"]["requestBody"] == {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Body_create_order_orders__post"}},
        },
    }
    assert document["components"]["schemas"]["Body_create_order_orders__post"] == {
        "type": "object",
        "title": "Body_create_order_orders__post",
        "required": ["item", "user", "quantity"],
        "properties": {
            "item": {"$ref": "#/components/schemas/Item"},
            "user": {"$ref": "#/components/schemas/User"},
            "quantity": {"type": "integer", "title": "Quantity", "exclusiveMinimum": 0},
        },
    }


def test_openapi_shows_the_key_of_the_embedded_model() -> None:
    document = app.openapi()
    assert document["paths"]["/items/"]["put"]["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body_update_item_items__put"}}},
    }
    assert document["components"]["schemas"]["Body_update_item_items__put"] == {
        "type": "object",
        "title": "Body_update_item_items__put",
        "required": ["item"],
        "properties": {"item": {"$ref": "#/components/schemas/Item"}},
    }
