from typing import Any

import pytest
from fastapi.testclient import TestClient
from patch_operation import app, books

client = TestClient(app)

OLD: dict[str, Any] = {"title": "Emma", "pages": 474, "note": "signed"}


@pytest.fixture(autouse=True)
def _same_books(monkeypatch: pytest.MonkeyPatch) -> None:
    for book_id, book in books.items():
        monkeypatch.setitem(books, book_id, book)


@pytest.mark.parametrize("patch", [{"title": "Persuasion"}, {"pages": 0}, {"note": ""}, {"title": "P", "pages": 1}])
def test_only_the_sent_fields_change(patch: dict[str, Any]) -> None:
    response = client.patch("/books/7", json=patch)
    assert response.status_code == 200
    assert response.json() == books[7].model_dump() == {**OLD, **patch}


def test_explicit_null_is_not_the_same_as_absent() -> None:
    assert client.patch("/books/7", json={"pages": 475}).json()["note"] == "signed"
    assert client.patch("/books/7", json={"note": None}).json()["note"] is None


def test_empty_patch_changes_nothing() -> None:
    assert client.patch("/books/7", json={}).json() == OLD


def test_unknown_field_changes_nothing() -> None:
    assert client.patch("/books/7", json={"color": "red"}).json() == OLD


@pytest.mark.parametrize("patch", [{"title": None}, {"pages": None}, {"pages": "x"}])
def test_value_that_the_book_refuses_is_422_and_changes_nothing(patch: dict[str, Any]) -> None:
    response = client.patch("/books/7", json=patch)
    assert response.status_code == 422
    assert {error["loc"][1] for error in response.json()["detail"]} == set(patch)
    assert books[7].model_dump() == OLD


def test_missing_book_is_404() -> None:
    response = client.patch("/books/8", json={"note": "lost"})
    assert response.status_code == 404
    assert response.json() == {"detail": "No such book"}


def test_openapi_requires_no_field_and_names_no_default() -> None:
    document = client.get("/openapi.json").json()
    body = document["paths"]["/books/{book_id}"]["patch"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/BookPatch"}
    schema = document["components"]["schemas"]["BookPatch"]
    assert "required" not in schema
    assert "default" not in schema["properties"]["title"]
