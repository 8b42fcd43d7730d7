from typing import Any

import pytest
from fastapi.testclient import TestClient
from model_inheritance import ItemStored, app

client = TestClient(app)

ITEM: dict[str, Any] = {"name": "A", "price": "0.01", "supplier": "Acme"}


def test_response_has_the_public_fields_only() -> None:
    response = client.post("/items", json=ITEM)
    assert response.status_code == 201
    assert response.json() == {"name": "A", "price": "0.01", "id": response.json()["id"]}


def test_client_cannot_choose_the_id() -> None:
    first, second = (client.post("/items", json={**ITEM, "id": 99}).json()["id"] for _ in range(2))
    assert 1 <= first < second < 99


@pytest.mark.parametrize(
    ("change", "field"), [({"name": ""}, "name"), ({"price": "0"}, "price"), ({"supplier": None}, "supplier")]
)
def test_inherited_fields_are_validated(change: dict[str, Any], field: str) -> None:
    response = client.post("/items", json={**ITEM, **change})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", field]]


def test_inherited_fields_come_first() -> None:
    response = client.post("/items", json={})
    assert [error["loc"][1] for error in response.json()["detail"]] == ["name", "price", "supplier"]


def test_stored_item_keeps_every_field() -> None:
    assert set(ItemStored(id=1, **ITEM).model_dump()) == {"name", "price", "id", "supplier"}


def test_only_input_and_output_are_documented() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert {name for name in schemas if name.startswith("Item")} == {"ItemCreate", "ItemPublic"}
    assert schemas["ItemCreate"]["required"] == ["name", "price", "supplier"]
    assert schemas["ItemPublic"]["required"] == ["name", "price", "id"]
