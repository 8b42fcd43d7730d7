from typing import Any

import pytest
from fastapi.testclient import TestClient
from field_constraints import app

client = TestClient(app)

PRODUCT: dict[str, Any] = {"name": "Pen", "code": "AB-1", "price": "1.50", "stock": 3, "tags": []}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x"),
        ("name", "ü" * 50),
        ("price", "0.01"),
        ("price", "9999.99"),
        ("stock", 0),
        ("stock", 100),
        ("tags", ["ab", "x" * 20, "cd"]),
    ],
)
def test_value_at_the_limit_is_accepted(field: str, value: object) -> None:
    response = client.post("/products", json={**PRODUCT, field: value})
    assert response.status_code == 201
    assert response.json() == {**PRODUCT, field: value}


@pytest.mark.parametrize(
    ("field", "value", "loc"),
    [
        ("name", "", ["name"]),
        ("name", "x" * 51, ["name"]),
        ("code", "ab-1", ["code"]),
        ("price", "0", ["price"]),
        ("price", "0.001", ["price"]),
        ("price", "10000.00", ["price"]),
        ("stock", -1, ["stock"]),
        ("stock", 101, ["stock"]),
        ("tags", ["ab", "c"], ["tags", 1]),
        ("tags", ["x" * 21], ["tags", 0]),
        ("tags", ["ab", "cd", "ef", "gh"], ["tags"]),
    ],
)
def test_value_beyond_the_limit_is_rejected(field: str, value: object, loc: list[object]) -> None:
    response = client.post("/products", json={**PRODUCT, field: value})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", *loc]]


def test_constrained_field_can_have_a_default() -> None:
    response = client.post("/products", json={"name": "Pen", "code": "AB-1", "price": 1})
    assert response.status_code == 201
    assert response.json() == {**PRODUCT, "price": "1", "stock": 0}


def test_limits_are_documented() -> None:
    body = app.openapi()["paths"]["/products"]["post"]["requestBody"]["content"]["application/json"]
    properties = app.openapi()["components"]["schemas"][body["schema"]["$ref"].split("/")[-1]]["properties"]
    assert (properties["name"]["minLength"], properties["name"]["maxLength"]) == (1, 50)
    assert properties["code"]["pattern"] == "^[A-Z]{2}-[0-9]+$"
    assert (properties["stock"]["minimum"], properties["stock"]["maximum"]) == (0, 100)
    assert properties["tags"]["maxItems"] == 3
    assert (properties["tags"]["items"]["minLength"], properties["tags"]["items"]["maxLength"]) == (2, 20)
