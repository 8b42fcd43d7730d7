from typing import Any

import pytest
from fastapi.testclient import TestClient
from model_inheritance import ItemCreate, ItemPublic, ItemStored, app
from pydantic import BaseModel

client = TestClient(app)

ITEM: dict[str, Any] = {"name": "pen", "price": 1.5, "supplier": "Acme"}
NAME = {"type": "string", "minLength": 1, "title": "Name"}
PRICE = {"type": "number", "exclusiveMinimum": 0.0, "title": "Price"}


def errors_of(body: object) -> list[dict[str, Any]]:
    response = client.post("/items", json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    errors: list[dict[str, Any]] = response.json()["detail"]
    for error in errors:
        assert error.pop("msg")
    return errors


def test_inherited_fields_validate() -> None:
    assert errors_of({**ITEM, "name": "", "price": 0}) == [
        {"type": "string_too_short", "loc": ["body", "name"], "input": "", "ctx": {"min_length": 1}},
        {"type": "greater_than", "loc": ["body", "price"], "input": 0, "ctx": {"gt": 0.0}},
    ]


def test_inherited_and_own_fields_are_required_in_that_order() -> None:
    assert errors_of({}) == [
        {"type": "missing", "loc": ["body", field], "input": {}} for field in ("name", "price", "supplier")
    ]


def test_the_public_model_filters_what_only_the_stored_one_has() -> None:
    response = client.post("/items", json=ITEM)
    assert response.status_code == 200
    assert response.json() == {"name": "pen", "price": 1.5, "id": 1}


def test_a_client_can_not_choose_what_only_the_stored_one_has() -> None:
    response = client.post("/items", json={**ITEM, "id": 99, "margin": 9})
    assert response.json() == {"name": "pen", "price": 1.5, "id": 1}


def test_the_stored_model_has_the_fields_of_all_its_parents_in_order() -> None:
    stored = ItemStored(**ITEM, id=1)
    assert list(stored.model_dump().items()) == [*ITEM.items(), ("id", 1), ("margin", 0.3)]
    assert isinstance(stored, ItemCreate)
    assert not isinstance(stored, ItemPublic)


def test_each_model_that_the_api_shows_is_a_schema_of_its_own() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "ItemCreate", "ItemPublic", "ValidationError"]
    assert schemas["ItemCreate"] == {
        "properties": {"name": NAME, "price": PRICE, "supplier": {"type": "string", "title": "Supplier"}},
        "type": "object",
        "required": ["name", "price", "supplier"],
        "title": "ItemCreate",
    }
    assert schemas["ItemPublic"] == {
        "properties": {"name": NAME, "price": PRICE, "id": {"type": "integer", "title": "Id"}},
        "type": "object",
        "required": ["name", "price", "id"],
        "title": "ItemPublic",
    }


def test_request_and_response_refer_to_these_schemas() -> None:
    operation = app.openapi()["paths"]["/items"]["post"]
    assert operation["requestBody"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/ItemCreate"}}
    }
    assert operation["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/ItemPublic"}}
    }


def test_a_child_may_declare_a_field_again_and_keeps_its_place() -> None:
    class Special(ItemCreate):
        price: float = 9.0

    assert list(Special.model_fields) == ["name", "price", "supplier"]
    assert Special(name="pen", supplier="Acme").price == 9.0
    assert Special(name="pen", supplier="Acme", price=-1).price == -1.0


def test_a_field_with_the_name_of_a_basemodel_attribute_warns() -> None:
    with pytest.warns(UserWarning, match=r'^Field name "json" .*shadows an attribute in parent "BaseModel"'):

        class Shadow(BaseModel):
            json: str  # type: ignore[assignment]

    assert Shadow(json="x").model_dump() == {"json": "x"}
