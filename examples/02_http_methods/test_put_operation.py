from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from put_operation import Book, app, books

client = TestClient(app)

SIGNED = {"title": "Emma", "pages": 474, "note": "signed"}


@pytest.fixture(autouse=True)
def _same_books_after_each_test() -> Iterator[None]:
    kept = dict(books)
    yield
    books.clear()
    books.update(kept)


def stored() -> dict[int, dict[str, Any]]:
    return {book_id: book.model_dump() for book_id, book in books.items()}


def test_it_starts_with_one_book() -> None:
    assert stored() == {7: SIGNED}


def test_the_full_replacement_is_stored_and_returned() -> None:
    new = {"title": "Persuasion", "pages": 249, "note": "worn"}
    response = client.put("/books/7", json=new)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.content == b'{"title":"Persuasion","pages":249,"note":"worn"}'
    assert stored() == {7: new}


def test_an_optional_field_that_is_left_out_does_not_keep_its_old_value() -> None:
    response = client.put("/books/7", json={"title": "Emma", "pages": 474})
    assert response.status_code == 200
    assert response.content == b'{"title":"Emma","pages":474,"note":null}'
    assert stored() == {7: {"title": "Emma", "pages": 474, "note": None}}


def test_leaving_out_a_required_field_is_422_and_changes_nothing() -> None:
    response = client.put("/books/7", json={"title": "Persuasion"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "pages"], "input": {"title": "Persuasion"}}]
    }
    assert stored() == {7: SIGNED}


def test_errors_of_path_and_body_are_reported_together_path_first() -> None:
    response = client.put("/books/seven", json={"title": "Persuasion", "pages": 249, "note": 1})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "int_parsing", "loc": ["path", "book_id"], "input": "seven"},
            {"type": "string_type", "loc": ["body", "note"], "input": 1},
        ]
    }


def test_the_same_put_twice_gives_the_same_state_and_answer() -> None:
    new = {"title": "Persuasion", "pages": 249, "note": None}
    first = client.put("/books/7", json=new)
    after_first = stored()
    second = client.put("/books/7", json=new)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert stored() == after_first == {7: new}


def test_a_missing_resource_is_404_and_not_created() -> None:
    response = client.put("/books/8", json=SIGNED)
    assert response.status_code == 404
    assert response.json() == {"detail": "No book 8"}
    assert stored() == {7: SIGNED}


def test_the_document_asks_for_the_whole_resource() -> None:
    operation = app.openapi()["paths"]["/books/{book_id}"]["put"]
    assert operation["operationId"] == "replace_book_books__book_id__put"
    assert operation["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
    }
    assert operation["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
    }
    assert list(operation["responses"]) == ["200", "422"]
    assert app.openapi()["components"]["schemas"][Book.__name__] == {
        "properties": {
            "title": {"type": "string", "title": "Title"},
            "pages": {"type": "integer", "title": "Pages"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"},
        },
        "type": "object",
        "required": ["title", "pages"],
        "title": "Book",
    }


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """Pydantic words the messages; all the rest of an error is held exactly."""
    for error in body["detail"]:
        del error["msg"]
    return body
