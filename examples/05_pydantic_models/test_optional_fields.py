from typing import Any

import pytest
from fastapi.testclient import TestClient
from optional_fields import app

client = TestClient(app)

ARTICLE: dict[str, Any] = {"text": "x" * 100, "author": None}


def test_omitted_fields_take_their_defaults() -> None:
    response = client.post("/articles", json=ARTICLE)
    assert response.status_code == 201
    assert response.json() == {**ARTICLE, "summary": "x" * 80, "words": 0}


@pytest.mark.parametrize("summary", [None, "Short."])
def test_null_and_given_are_told_apart_from_omitted(summary: str | None) -> None:
    response = client.post("/articles", json={**ARTICLE, "summary": summary})
    assert response.status_code == 201
    assert response.json()["summary"] == summary


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "x"}, "author"),
        ({"author": "Ada"}, "text"),
        ({**ARTICLE, "text": None}, "text"),
        ({**ARTICLE, "words": None}, "words"),
    ],
)
def test_required_is_not_nullable(body: dict[str, Any], field: str) -> None:
    response = client.post("/articles", json=body)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", field]]


def test_documentation_requires_the_fields_without_a_default() -> None:
    schema = app.openapi()["components"]["schemas"]["Article"]
    assert schema["required"] == ["text", "author"]
    assert {"type": "null"} in schema["properties"]["author"]["anyOf"]
    assert {"type": "null"} in schema["properties"]["summary"]["anyOf"]
    assert schema["properties"]["words"]["default"] == 0
