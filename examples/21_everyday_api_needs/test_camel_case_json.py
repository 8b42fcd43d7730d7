from collections.abc import Iterator
from typing import Any

import pytest
from camel_case_json import app, customers
from fastapi.testclient import TestClient

client = TestClient(app)
EVE = {"firstName": "Eve", "birthDate": "2000-01-02", "postalAddress": {"streetName": "Side", "zipCode": "1"}}


@pytest.fixture(autouse=True)
def same_customers_as_before() -> Iterator[None]:
    yield
    del customers[1:]


def test_camel_case_comes_in_and_goes_out() -> None:
    response = client.post("/customers", json=EVE)
    assert (response.status_code, response.json()) == (201, EVE)
    ada, eve = client.get("/customers").json()
    assert eve == EVE
    assert ada == {"firstName": "Ada", "birthDate": None, "postalAddress": {"streetName": "Main", "zipCode": "CB7"}}


def test_python_sees_snake_case() -> None:
    client.post("/customers", json=EVE)
    assert customers[1].first_name == "Eve"
    assert customers[1].postal_address.street_name == "Side"


def test_python_names_are_accepted_too() -> None:
    body = {"first_name": "Eve", "postal_address": {"street_name": "Side", "zip_code": "1"}}
    response = client.post("/customers", json=body)
    assert (response.status_code, response.json()) == (201, {**EVE, "birthDate": None})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"firstName": 7}, ["firstName"]),
        ({"birthDate": "soon"}, ["birthDate"]),
        ({"postalAddress": {"streetName": "Side"}}, ["postalAddress", "zipCode"]),
    ],
)
def test_errors_name_the_field_as_the_client_does(change: dict[str, Any], field: list[str]) -> None:
    response = client.post("/customers", json={**EVE, **change})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", *field]]


def test_openapi_has_camel_case_only() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas["Customer"]["properties"]) == ["birthDate", "firstName", "postalAddress"]
    assert schemas["PostalAddress"]["required"] == ["streetName", "zipCode"]
