from typing import Any

import pytest
from fastapi.testclient import TestClient
from field_description import Address, app
from pydantic import BaseModel, ConfigDict

client = TestClient(app)


def test_title_and_description_are_in_the_schema() -> None:
    properties = app.openapi()["components"]["schemas"]["Customer"]["properties"]
    assert properties["name"] == {"type": "string", "title": "Full name", "description": "As printed on the invoice."}
    assert properties["vat"] == {
        "anyOf": [{"type": "string"}, {"type": "null"}],
        "title": "VAT number",
        "description": "Only for companies.",
    }


def test_a_nested_model_is_described_where_it_is_used() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Customer"]["properties"]["billing"] == {
        "$ref": "#/components/schemas/Address",
        "description": "Where the invoice goes.",
    }
    assert schemas["Customer"]["properties"]["delivery"] == {
        "anyOf": [{"$ref": "#/components/schemas/Address"}, {"type": "null"}],
        "description": "Where the parcel goes, if elsewhere.",
    }
    assert schemas["Address"] == {
        "properties": {"city": {"type": "string", "title": "City"}},
        "type": "object",
        "required": ["city"],
        "title": "Address",
    }


def test_without_a_title_the_name_of_the_field_is_shown() -> None:
    assert app.openapi()["components"]["schemas"]["Customer"]["properties"]["notes"] == {
        "type": "string",
        "title": "Notes",
        "default": "",
    }


def test_what_is_required_does_not_change() -> None:
    assert app.openapi()["components"]["schemas"]["Customer"]["required"] == ["name", "billing"]


def test_a_described_model_takes_what_an_undescribed_one_takes() -> None:
    class Undescribed(BaseModel):
        name: str
        vat: str | None = None
        billing: Address
        delivery: Address | None = None
        notes: str = ""

    body: dict[str, Any] = {"name": "Ada", "billing": {"city": "Paris"}}
    response = client.post("/customers", json=body)
    assert response.status_code == 200
    assert response.json() == {
        "name": "Ada",
        "vat": None,
        "billing": {"city": "Paris"},
        "delivery": None,
        "notes": "",
    }
    assert response.json() == Undescribed.model_validate(body).model_dump()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"billing": {"city": "Paris"}}, {"type": "missing", "loc": ["body", "name"]}),
        ({"name": 1, "billing": {"city": "Paris"}}, {"type": "string_type", "loc": ["body", "name"], "input": 1}),
        ({"name": "Ada", "billing": {}}, {"type": "missing", "loc": ["body", "billing", "city"], "input": {}}),
    ],
)
def test_validation_is_unchanged(body: dict[str, Any], error: dict[str, Any]) -> None:
    response = client.post("/customers", json=body)
    assert response.status_code == 422
    (got,) = response.json()["detail"]
    assert got.pop("msg")
    assert got == {"input": body, **error}


def test_docstrings_of_attributes_can_be_the_descriptions() -> None:
    class Documented(BaseModel):
        model_config = ConfigDict(use_attribute_docstrings=True)

        name: str
        """As printed on the invoice."""

    assert Documented.model_json_schema()["properties"] == {
        "name": {"description": "As printed on the invoice.", "title": "Name", "type": "string"}
    }


def test_the_response_is_documented_with_the_same_descriptions() -> None:
    assert app.openapi()["paths"]["/customers"]["post"]["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Customer"}}
    }
