from typing import Any

import pytest
from computed_field import Item, app
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict

client = TestClient(app)

PRICE = {"type": "number", "title": "Price"}
QUANTITY = {"type": "integer", "title": "Quantity", "default": 1}
TOTAL = {"type": "number", "title": "Total", "description": "What the customer pays.", "readOnly": True}


class Basket(BaseModel):
    items: list[Item]


def models_of(other_app: FastAPI) -> dict[str, Any]:
    schemas = other_app.openapi()["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if "Validation" not in name}


def test_the_response_contains_the_computed_field() -> None:
    response = client.post("/items", json={"price": 2.5, "quantity": 4})
    assert response.status_code == 200
    assert response.json() == {"price": 2.5, "quantity": 4, "total": 10.0}


def test_a_value_that_is_sent_for_it_is_ignored() -> None:
    response = client.post("/items", json={"price": 2.5, "total": 99})
    assert response.status_code == 200
    assert response.json() == {"price": 2.5, "quantity": 1, "total": 2.5}


def test_the_output_schema_has_it_read_only_and_required() -> None:
    assert models_of(app)["Item-Output"] == {
        "properties": {"price": PRICE, "quantity": QUANTITY, "total": TOTAL},
        "type": "object",
        "required": ["price", "total"],
        "title": "Item",
    }


def test_the_input_schema_does_not_have_it() -> None:
    assert models_of(app)["Item-Input"] == {
        "properties": {"price": PRICE, "quantity": QUANTITY},
        "type": "object",
        "required": ["price"],
        "title": "Item",
    }


def test_request_and_response_refer_to_their_own_schema() -> None:
    operation = app.openapi()["paths"]["/items"]["post"]
    assert sorted(models_of(app)) == ["Item-Input", "Item-Output"]
    assert operation["requestBody"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Item-Input"}}
    }
    assert operation["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Item-Output"}}
    }


def test_one_schema_for_both_can_not_be_had_with_a_computed_field() -> None:
    one_schema = FastAPI(separate_input_output_schemas=False)

    @one_schema.post("/items")
    def create_item(item: Item) -> Item:
        return item

    models = models_of(one_schema)
    assert {name: list(model["properties"]) for name, model in models.items()} == {
        "Item-Input": ["price", "quantity"],
        "Item-Output": ["price", "quantity", "total"],
    }


def models_of_basket(separate: bool) -> dict[str, Any]:
    nested = FastAPI(separate_input_output_schemas=separate)

    @nested.post("/baskets")
    def create_basket(basket: Basket) -> Basket:
        return basket

    return models_of(nested)


@pytest.mark.parametrize("separate", [True, False])
def test_a_model_that_has_one_is_split_where_it_is_nested_too(separate: bool) -> None:
    models = models_of_basket(separate)
    assert list(models["Item-Input"]["properties"]) == ["price", "quantity"]
    assert list(models["Item-Output"]["properties"]) == ["price", "quantity", "total"]


@pytest.mark.parametrize("separate", [True, False])
def test_the_model_around_it_is_split_as_well(separate: bool) -> None:
    models = models_of_basket(separate)
    assert sorted(models) == ["Basket-Input", "Basket-Output", "Item-Input", "Item-Output"]
    for direction in ("Input", "Output"):
        assert models[f"Basket-{direction}"]["properties"]["items"] == {
            "items": {"$ref": f"#/components/schemas/Item-{direction}"},
            "type": "array",
            "title": "Items",
        }


def test_a_nested_one_is_in_the_response() -> None:
    nested = FastAPI()

    @nested.post("/baskets")
    def create_basket(basket: Basket) -> Basket:
        return basket

    assert TestClient(nested).post("/baskets", json={"items": [{"price": 2}]}).json() == {
        "items": [{"price": 2.0, "quantity": 1, "total": 2.0}]
    }


def test_only_for_output_there_is_one_schema() -> None:
    reading = FastAPI()

    @reading.get("/items")
    def read_item() -> Item:
        return Item(price=1)

    assert list(models_of(reading)) == ["Item"]
    assert list(models_of(reading)["Item"]["properties"]) == ["price", "quantity", "total"]


def test_where_extra_fields_are_forbidden_it_can_not_be_sent() -> None:
    class Strict(Item):
        model_config = ConfigDict(extra="forbid")

    strict = FastAPI()

    @strict.post("/items")
    def create_item(item: Strict) -> Strict:
        return item

    response = TestClient(strict).post("/items", json={"price": 2, "total": 2})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error.pop("msg")
    assert error == {"type": "extra_forbidden", "loc": ["body", "total"], "input": 2}


def test_a_plain_property_is_not_in_the_response() -> None:
    class Plain(BaseModel):
        price: float

        @property
        def total(self) -> float:
            return self.price

    plain = FastAPI()

    @plain.get("/items")
    def read_item() -> Plain:
        return Plain(price=1)

    assert TestClient(plain).get("/items").json() == {"price": 1.0}
