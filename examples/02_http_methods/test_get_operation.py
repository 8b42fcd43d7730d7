from typing import Any

import pytest
from fastapi.testclient import TestClient
from get_operation import BOOKS, app

client = TestClient(app)


def test_an_existing_item_is_returned() -> None:
    response = client.get("/books/7")
    assert response.status_code == 200
    assert response.content == b'{"title":"Emma","pages":474}'
    assert dict(response.headers) == {"content-length": "28", "content-type": "application/json"}
    assert client.get("/books/8").json() == {"title": "Persuasion", "pages": 249}


@pytest.mark.parametrize("book_id", [9, -7, 10**30])
def test_a_missing_item_is_404(book_id: int) -> None:
    response = client.get(f"/books/{book_id}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"detail": f"No book {book_id}"}


@pytest.mark.parametrize("text", ["emma", "7.5", "0x7", "7e0", "true", "null", "7,8", "\uff17"])
def test_a_non_integer_id_is_422(text: str) -> None:
    response = client.get(f"/books/{text}")
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/json"
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing", "loc": ["path", "book_id"], "input": text}]
    }


def test_an_id_of_thousands_of_digits_is_422() -> None:
    text = "7" * 5000
    response = client.get(f"/books/{text}")
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "int_parsing_size", "loc": ["path", "book_id"], "input": text}]
    }


@pytest.mark.parametrize("text", ["07", "+7", "7.0", "%207", "7%20"])
def test_other_spellings_of_the_integer_are_understood(text: str) -> None:
    assert client.get(f"/books/{text}").json() == {"title": "Emma", "pages": 474}


@pytest.mark.parametrize("path", ["/books", "/books/", "/books/7/pages"])
def test_a_path_with_a_segment_too_few_or_too_many_is_not_found(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json() == {"detail": "Not Found"}


def test_get_is_repeatable_without_change() -> None:
    before = {book_id: book.model_dump() for book_id, book in BOOKS.items()}
    first, second = client.get("/books/7"), client.get("/books/7")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert dict(first.headers) == dict(second.headers)
    assert {book_id: book.model_dump() for book_id, book in BOOKS.items()} == before


def test_the_path_parameter_is_documented_as_a_required_integer() -> None:
    assert app.openapi()["paths"]["/books/{book_id}"] == {
        "get": {
            "summary": "Read Book",
            "operationId": "read_book_books__book_id__get",
            "parameters": [
                {
                    "name": "book_id",
                    "in": "path",
                    "required": True,
                    "schema": {"type": "integer", "title": "Book Id"},
                }
            ],
            "responses": {
                "200": {
                    "description": "Successful Response",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
                },
                "422": {
                    "description": "Validation Error",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
                },
            },
        }
    }


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """Pydantic words the messages; all the rest of an error is held exactly."""
    for error in body["detail"]:
        del error["msg"]
    return body
