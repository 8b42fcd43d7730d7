from typing import Any

import pytest
from fastapi.testclient import TestClient
from field_description import app

client = TestClient(app)


document = app.openapi()
BODY = document["paths"]["/customers"]["post"]["requestBody"]["content"]["application/json"]["schema"]


def named(reference: dict[str, str]) -> dict[str, Any]:
    schema: dict[str, Any] = document["components"]["schemas"][reference["$ref"].rpartition("/")[2]]
    return schema


def test_title_and_description_are_documented() -> None:
    name = named(BODY)["properties"]["name"]
    assert (name["title"], name["description"]) == ("Full name", "As on the invoice.")


def test_name_is_shown_without_a_title() -> None:
    vat = named(BODY)["properties"]["vat"]
    assert (vat["title"], vat["description"]) == ("Vat", "Companies only.")


def test_nested_model_is_described_in_each_place() -> None:
    properties = named(BODY)["properties"]
    assert properties["billing"]["description"] == "Where the invoice goes."
    assert properties["delivery"]["description"] == "If it differs from billing."
    [address] = [schema for name, schema in document["components"]["schemas"].items() if name.startswith("Address")]
    assert "description" not in address["properties"]["city"]


def test_described_fields_are_still_required_or_optional() -> None:
    response = client.post("/customers", json={"name": "Ada", "billing": {"city": "Paris"}})
    assert response.status_code == 201
    assert response.json() == {"name": "Ada", "vat": None, "billing": {"city": "Paris"}, "delivery": None}
    assert named(BODY)["required"] == ["name", "billing"]


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        ({"billing": {"city": "Paris"}}, ["body", "name"]),
        ({"name": 1, "billing": {"city": "Paris"}}, ["body", "name"]),
        ({"name": "Ada", "billing": {}}, ["body", "billing", "city"]),
        ({"name": "Ada", "vat": 1, "billing": {"city": "Paris"}}, ["body", "vat"]),
        ({"name": "Ada", "billing": {"city": "Paris"}, "delivery": {}}, ["body", "delivery", "city"]),
    ],
)
def test_described_fields_are_still_validated(body: dict[str, Any], loc: list[object]) -> None:
    response = client.post("/customers", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [loc]
