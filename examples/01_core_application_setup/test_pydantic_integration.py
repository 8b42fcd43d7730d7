from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic_integration import app

client = TestClient(app)

PARCEL: dict[str, Any] = {"recipient": "Ada", "grams": 1500, "labels": ["fragile"]}


def test_valid_parcel_is_returned() -> None:
    response = client.post("/parcels", json=PARCEL)
    assert response.status_code == 201
    assert response.json() == PARCEL


def test_default_is_filled_in_and_number_is_converted() -> None:
    response = client.post("/parcels", json={"recipient": "Ada", "grams": "2"})
    assert response.json() == {"recipient": "Ada", "grams": 2, "labels": []}


def test_unknown_field_is_dropped() -> None:
    assert client.post("/parcels", json={**PARCEL, "price": 0}).json() == PARCEL


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"grams": "heavy"}, ["body", "grams"]),
        ({"recipient": None}, ["body", "recipient"]),
        ({"labels": ["fragile", 2]}, ["body", "labels", 1]),
    ],
)
def test_wrong_value_is_422_and_located(change: dict[str, object], loc: list[str | int]) -> None:
    response = client.post("/parcels", json={**PARCEL, **change})
    assert response.status_code == 422
    [error] = response.json()["detail"]
    assert error["loc"] == loc
    assert error["type"]
    assert error["msg"]


def test_every_wrong_field_is_reported() -> None:
    response = client.post("/parcels", json={"grams": "heavy"})
    assert [error["loc"][1] for error in response.json()["detail"]] == ["recipient", "grams"]


def test_openapi_describes_request_and_response_by_the_model() -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/parcels"]["post"]
    for described in (operation["requestBody"], operation["responses"]["201"]):
        name = described["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        assert list(document["components"]["schemas"][name]["properties"]) == ["recipient", "grams", "labels"]
