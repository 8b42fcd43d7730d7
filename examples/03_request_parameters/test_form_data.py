from typing import Any

import pytest
from fastapi.testclient import TestClient
from form_data import app

client = TestClient(app)


def test_fields_are_read_one_by_one() -> None:
    response = client.post("/search", data={"text": "S", "limit": "1"})
    assert response.status_code == 200
    assert response.json() == ["Running shoes"]
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/search", content="text=rain+%62oots", headers=form).json() == ["Rain boots"]


def test_fields_are_read_as_a_model() -> None:
    response = client.post("/reviews", data={"text": "A fine shoe", "stars": "5", "recommend": "on", "page": "7"})
    assert response.status_code == 201
    assert response.json() == {"text": "A fine shoe", "stars": 5, "recommend": True}


def test_absent_field_gets_its_default() -> None:
    response = client.post("/reviews", data={"text": "Fine"})
    assert response.status_code == 201
    assert response.json() == {"text": "Fine", "stars": 3, "recommend": False}


def test_multipart_form_is_read_too() -> None:
    response = client.post("/search", data={"text": "boots"}, files={"photo": b"ignored"})
    assert response.request.headers["content-type"].startswith("multipart/form-data")
    assert response.json() == ["Rain boots"]


@pytest.mark.parametrize(
    ("path", "arguments", "names"),
    [
        ("/search", {}, ["text"]),
        ("/search", {"json": {"text": "boots"}}, ["text"]),
        ("/search", {"data": {"text": "boots", "limit": "0"}}, ["limit"]),
        ("/reviews", {"json": {"text": "Fine"}}, ["text"]),
        ("/reviews", {"data": {"stars": "many", "recommend": "maybe"}}, ["text", "stars", "recommend"]),
    ],
)
def test_missing_or_wrong_fields_are_named(path: str, arguments: dict[str, Any], names: list[str]) -> None:
    response = client.post(path, **arguments)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", name] for name in names]


def test_openapi_has_a_form_with_the_fields() -> None:
    document = app.openapi()
    reviews = {"text": None, "stars": 3, "recommend": False}
    for path, fields in [("/search", {"text": None, "limit": 10}), ("/reviews", reviews)]:
        content = document["paths"][path]["post"]["requestBody"]["content"]
        (schema,) = [kind["schema"] for kind in content.values()]
        assert list(content) == ["application/x-www-form-urlencoded"]
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
        assert {name: field.get("default") for name, field in schema["properties"].items()} == fields
        assert schema["required"] == ["text"]
