from collections.abc import Iterator

import pytest
from delete_operation import app, books
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def _same_books_after_each_test() -> Iterator[None]:
    kept = dict(books)
    yield
    books.clear()
    books.update(kept)


def test_the_resource_is_gone_and_the_others_are_not() -> None:
    assert books == {7: "Emma", 8: "Persuasion"}
    assert client.delete("/books/7").status_code == 204
    assert books == {8: "Persuasion"}


def test_the_204_has_no_body_and_no_length() -> None:
    response = client.delete("/books/7")
    assert response.status_code == 204
    assert response.content == b""
    assert dict(response.headers) == {"content-type": "application/json"}


def test_a_second_delete_is_404() -> None:
    assert client.delete("/books/7").status_code == 204
    response = client.delete("/books/7")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"detail": "No book 7"}


def test_an_id_that_is_no_integer_is_422_and_removes_nothing() -> None:
    response = client.delete("/books/all")
    assert response.status_code == 422
    [error] = response.json()["detail"]
    del error["msg"]
    assert error == {"type": "int_parsing", "loc": ["path", "book_id"], "input": "all"}
    assert books == {7: "Emma", 8: "Persuasion"}


def test_a_body_in_a_204_is_dropped() -> None:
    talkative = FastAPI()
    talkative.delete("/", status_code=204)(lambda: {"deleted": True})
    response = TestClient(talkative).delete("/")
    assert (response.status_code, response.content) == (204, b"")
    assert "content-length" not in response.headers


def test_a_response_of_ones_own_decides_about_its_headers() -> None:
    bare = FastAPI()
    bare.delete("/")(lambda: Response(status_code=204))
    response = TestClient(bare).delete("/")
    assert (response.status_code, response.content) == (204, b"")
    assert dict(response.headers) == {}


def test_a_returned_response_is_sent_as_it_is() -> None:
    def delete_and_tell() -> JSONResponse:
        return JSONResponse({"deleted": True})

    talkative = FastAPI()
    talkative.delete("/", status_code=204)(delete_and_tell)
    response = TestClient(talkative).delete("/")
    assert (response.status_code, response.json()) == (200, {"deleted": True})


def test_a_return_type_that_would_become_a_response_model_is_refused_when_the_route_is_declared() -> None:
    def delete_and_tell() -> dict[str, bool]:
        return {"deleted": True}

    with pytest.raises(AssertionError) as refusal:
        FastAPI().delete("/", status_code=204)(delete_and_tell)
    assert str(refusal.value) == "Status code 204 must not have a response body"


def test_the_document_promises_a_204_without_content() -> None:
    assert app.openapi()["paths"]["/books/{book_id}"]["delete"] == {
        "summary": "Delete Book",
        "operationId": "delete_book_books__book_id__delete",
        "parameters": [
            {"name": "book_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "Book Id"}}
        ],
        "responses": {
            "204": {"description": "Successful Response"},
            "422": {
                "description": "Validation Error",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
            },
        },
    }
