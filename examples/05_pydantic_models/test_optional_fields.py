from typing import Any

import pytest
from fastapi.testclient import TestClient
from optional_fields import app

REQUIRED: dict[str, Any] = {"name": "pen", "owner": None}


@pytest.fixture
def client() -> TestClient:
    """A client of the app."""
    return TestClient(app)


def errors_of(client: TestClient, body: object) -> list[dict[str, Any]]:
    response = client.post("/items", json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    errors: list[dict[str, Any]] = response.json()["detail"]
    for error in errors:
        assert error.pop("msg")
    return errors


@pytest.mark.parametrize(
    ("extra", "sent"),
    [
        ({}, ["name", "owner"]),
        ({"description": None}, ["description", "name", "owner"]),
        ({"description": "blue"}, ["description", "name", "owner"]),
    ],
)
def test_omitted_null_and_given_are_told_apart(client: TestClient, extra: dict[str, Any], sent: list[str]) -> None:
    response = client.post("/changes", json={**REQUIRED, **extra})
    assert response.status_code == 200
    assert response.json() == {"sent": sent, "values": {**REQUIRED, **extra}}


def test_the_response_shows_the_defaults_of_omitted_fields(client: TestClient) -> None:
    response = client.post("/items", json=REQUIRED)
    assert response.status_code == 200
    assert response.json() == {"name": "pen", "owner": None, "description": None, "size": None, "stock": 0}


def test_a_nullable_field_without_a_default_rejects_omission(client: TestClient) -> None:
    assert errors_of(client, {"name": "pen"}) == [
        {"type": "missing", "loc": ["body", "owner"], "input": {"name": "pen"}}
    ]


def test_a_field_with_a_default_that_is_not_nullable_rejects_null(client: TestClient) -> None:
    assert errors_of(client, {**REQUIRED, "stock": None}) == [
        {"type": "int_type", "loc": ["body", "stock"], "input": None}
    ]


@pytest.mark.parametrize("size", [42, "42", "large", None])
def test_a_union_keeps_the_type_that_was_sent(client: TestClient, size: object) -> None:
    assert client.post("/changes", json={**REQUIRED, "size": size}).json() == {
        "sent": ["name", "owner", "size"],
        "values": {**REQUIRED, "size": size},
    }


def test_a_union_reports_an_error_for_each_of_its_types(client: TestClient) -> None:
    assert errors_of(client, {**REQUIRED, "size": []}) == [
        {"type": "int_type", "loc": ["body", "size", "int"], "input": []},
        {"type": "string_type", "loc": ["body", "size", "str"], "input": []},
    ]


def test_the_schema_requires_exactly_the_fields_without_a_default() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "Item", "ValidationError"]
    assert schemas["Item"] == {
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "owner": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Owner"},
            "description": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Description"},
            "size": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}], "title": "Size"},
            "stock": {"type": "integer", "title": "Stock", "default": 0},
        },
        "type": "object",
        "required": ["name", "owner"],
        "title": "Item",
    }


def test_an_alias_inside_the_optional_warns_and_is_ignored() -> None:
    from typing import Annotated

    from pydantic import BaseModel, Field

    with pytest.warns(UserWarning, match=r"alias.*(no effect|must be set on outermost annotation)"):

        class Coded(BaseModel):
            code: Annotated[str, Field(alias="Code")] | None = None

    assert Coded.model_validate({"Code": "x"}).code is None
    assert Coded.model_validate({"code": "x"}).code == "x"


def test_input_and_output_share_the_schema() -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
    for path in ("/items", "/changes"):
        assert app.openapi()["paths"][path]["post"]["requestBody"]["content"] == content
    assert app.openapi()["paths"]["/items"]["post"]["responses"]["200"]["content"] == content
    changes = app.openapi()["paths"]["/changes"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert changes == {"type": "object", "additionalProperties": True, "title": "Response Read Changes Changes Post"}
