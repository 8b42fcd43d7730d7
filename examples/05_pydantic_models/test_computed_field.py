from typing import Any

import pytest
from computed_field import app
from fastapi.testclient import TestClient

client = TestClient(app)


def schema_of(content: dict[str, Any]) -> dict[str, Any]:
    name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
    schema: dict[str, Any] = app.openapi()["components"]["schemas"][name]
    return schema


def test_response_has_the_computed_field() -> None:
    response = client.post("/items", json={"price": "2.50", "quantity": 4})
    assert response.status_code == 201
    assert response.json() == {"price": "2.50", "quantity": 4, "total": "10.00"}


def test_value_sent_for_the_computed_field_is_ignored() -> None:
    response = client.post("/items", json={"price": "2.50", "total": "99"})
    assert response.status_code == 201
    assert response.json() == {"price": "2.50", "quantity": 1, "total": "2.50"}


@pytest.mark.parametrize(
    ("price", "quantity", "total"), [("0", 1000, "0"), ("999999.99", 1, "999999.99"), ("0.01", 1, "0.01")]
)
def test_factors_at_their_limits_are_accepted(price: str, quantity: int, total: str) -> None:
    assert client.post("/items", json={"price": price, "quantity": quantity}).json()["total"] == total


@pytest.mark.parametrize(
    "body", [{"price": "-0.01"}, {"price": "1000000.00"}, {"price": "0.001"}, {"price": 1, "quantity": 0}]
)
def test_factors_beyond_their_limits_are_rejected(body: dict[str, Any]) -> None:
    assert client.post("/items", json=body).status_code == 422
    assert client.post("/items", json={"price": 1, "quantity": 1001}).status_code == 422


def test_computed_field_is_read_only_in_the_response_schema() -> None:
    operation = app.openapi()["paths"]["/items"]["post"]
    schema = schema_of(operation["responses"]["201"]["content"])
    assert schema["properties"]["total"]["readOnly"] is True
    assert schema["properties"]["total"]["description"] == "What the customer pays."
    assert "total" in schema["required"]


def test_request_schema_has_no_computed_field() -> None:
    schema = schema_of(app.openapi()["paths"]["/items"]["post"]["requestBody"]["content"])
    assert list(schema["properties"]) == ["price", "quantity"]
    assert schema["required"] == ["price"]
