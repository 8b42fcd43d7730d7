import pytest
from fastapi.testclient import TestClient
from request_body import app

client = TestClient(app)


def test_json_body_becomes_the_model() -> None:
    response = client.post("/items", json={"name": "Shoe", "price": "42.5"})
    assert response.status_code == 200
    assert response.json() == {"name": "Shoe", "price": 42.5, "description": None}


def test_field_outside_the_model_is_ignored() -> None:
    response = client.post("/items", json={"name": "Shoe", "price": 42.5, "is_admin": True})
    assert response.status_code == 200
    assert "is_admin" not in response.json()


@pytest.mark.parametrize(
    ("body", "loc"),
    [({"price": 42.5}, ["body", "name"]), ({"name": "Shoe", "price": "much"}, ["body", "price"])],
)
def test_wrong_field_is_named(body: dict[str, object], loc: list[str]) -> None:
    response = client.post("/items", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [loc]


@pytest.mark.parametrize("content", ["", "{", "null", "[]"])
def test_body_that_is_not_a_json_object_is_rejected(content: str) -> None:
    response = client.post("/items", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422


def test_openapi_requires_the_model_as_json() -> None:
    body = app.openapi()["paths"]["/items"]["post"]["requestBody"]
    assert body["required"] is True
    assert body["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}}
