from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from partial_update_missing import app, customers

client = TestClient(app)
STORED = {"name": "Ada", "phone": "1815"}


@pytest.fixture(autouse=True)
def same_customers_as_before() -> Iterator[None]:
    before = dict(customers)
    yield
    customers.clear()
    customers.update(before)


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({}, {}),
        ({"name": "Eve"}, {"name": "Eve"}),
        ({"phone": None}, {"phone": None}),
        ({"name": "Eve", "phone": "2"}, {"name": "Eve", "phone": "2"}),
    ],
)
def test_only_what_was_sent_changes(patch: dict[str, Any], changed: dict[str, Any]) -> None:
    response = client.patch("/customers/7", json=patch)
    assert (response.status_code, response.json()) == (200, {**STORED, **changed})
    assert client.patch("/customers/7", json={}).json() == {**STORED, **changed}


@pytest.mark.parametrize("patch", [{"name": None}, {"phone": 7}, {"id": 8}])
def test_null_and_unknown_fields_are_refused(patch: dict[str, Any]) -> None:
    assert client.patch("/customers/7", json=patch).status_code == 422
    assert client.patch("/customers/7", json={}).json() == STORED


def test_unknown_customer_is_404() -> None:
    assert client.patch("/customers/8", json={}).status_code == 404


def test_openapi_requires_no_field_of_the_patch() -> None:
    schema = app.openapi()["components"]["schemas"]["CustomerPatch"]
    assert "required" not in schema
    assert "default" not in schema["properties"]["name"]
    assert schema["properties"]["phone"]["anyOf"] == [{"type": "string"}, {"type": "null"}]
