from typing import Any

import pytest
from base_model import Order, app
from fastapi.testclient import TestClient

client = TestClient(app)

ORDER: dict[str, Any] = {
    "customer": {"name": "Ada", "email": "ada@example.com"},
    "lines": [{"sku": "pen", "quantity": 3}, {"sku": "ink", "quantity": 1}],
    "placed_at": "2026-01-02T03:04:05Z",
}


def test_valid_body_comes_back_as_the_model() -> None:
    response = client.post("/orders", json=ORDER)
    assert response.status_code == 201
    assert response.json() == ORDER
    assert response.json() == Order.model_validate(ORDER).model_dump(mode="json")


def test_field_with_a_default_may_be_left_out() -> None:
    response = client.post("/orders", json={**ORDER, "customer": {"name": "Ada"}})
    assert response.json()["customer"] == {"name": "Ada", "email": None}


def test_number_in_a_string_is_converted() -> None:
    response = client.post("/orders", json={**ORDER, "lines": [{"sku": "pen", "quantity": "3"}]})
    assert response.status_code == 201
    assert response.json()["lines"] == [{"sku": "pen", "quantity": 3}]


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"lines": [{"sku": 7, "quantity": 3}]}, ["body", "lines", 0, "sku"]),
        ({"lines": [{"sku": "pen", "quantity": 3.5}]}, ["body", "lines", 0, "quantity"]),
        ({"placed_at": "tomorrow"}, ["body", "placed_at"]),
    ],
)
def test_value_that_does_not_fit_is_named(change: dict[str, Any], loc: list[object]) -> None:
    response = client.post("/orders", json={**ORDER, **change})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [loc]


def test_all_nested_errors_come_at_once() -> None:
    lines = [ORDER["lines"][0], {"sku": "ink", "quantity": "x"}]
    response = client.post("/orders", json={"customer": {}, "lines": lines})
    assert [error["loc"] for error in response.json()["detail"]] == [
        ["body", "customer", "name"],
        ["body", "lines", 1, "quantity"],
        ["body", "placed_at"],
    ]


def test_models_are_documented() -> None:
    document = app.openapi()

    def named(schema: dict[str, str]) -> dict[str, Any]:
        model: dict[str, Any] = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return model

    order = named(document["paths"]["/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"])
    assert order["required"] == ["customer", "lines", "placed_at"]
    assert named(order["properties"]["customer"])["required"] == ["name"]
    assert named(order["properties"]["lines"]["items"])["required"] == ["sku", "quantity"]
