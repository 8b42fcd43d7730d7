from typing import Any

import pytest
from fastapi.testclient import TestClient
from post_operation import app, books

client = TestClient(app)

EMMA = {"title": "Emma", "pages": 474}


@pytest.fixture(autouse=True)
def _no_books() -> None:
    books.clear()


def test_it_creates_and_returns_the_resource_with_201_and_a_location_header() -> None:
    response = client.post("/books", json=EMMA)
    assert response.status_code == 201
    assert response.content == b'{"title":"Emma","pages":474,"id":1}'
    assert dict(response.headers) == {
        "location": "http://testserver/books/1",
        "content-type": "application/json",
        "content-length": "35",
    }
    assert [book.model_dump() for book in books.values()] == [{**EMMA, "id": 1}]


def test_the_location_leads_to_the_created_resource() -> None:
    location = client.post("/books", json=EMMA).headers["location"]
    response = client.get(location)
    assert response.status_code == 200
    assert response.json() == {**EMMA, "id": 1}
    missing = client.get("/books/2")
    assert missing.status_code == 404
    assert missing.json() == {"detail": "No book 2"}


def test_the_location_carries_the_path_prefix_of_a_proxy() -> None:
    response = TestClient(app, root_path="/api/v1").post("/books", json=EMMA)
    assert response.status_code == 201
    assert response.headers["location"] == "http://testserver/api/v1/books/1"


def test_the_same_post_twice_creates_two_resources() -> None:
    assert [client.post("/books", json=EMMA).headers["location"] for _ in range(2)] == [
        "http://testserver/books/1",
        "http://testserver/books/2",
    ]
    assert list(books) == [1, 2]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"pages": 474}, [{"type": "missing", "loc": ["body", "title"], "input": {"pages": 474}}]),
        (
            {"title": "Emma", "pages": "many"},
            [{"type": "int_parsing", "loc": ["body", "pages"], "input": "many"}],
        ),
        (
            {"title": "Emma", "pages": 1.5},
            [{"type": "int_from_float", "loc": ["body", "pages"], "input": 1.5}],
        ),
        (
            {"title": "", "pages": 0},
            [
                {"type": "string_too_short", "loc": ["body", "title"], "input": "", "ctx": {"min_length": 1}},
                {"type": "greater_than", "loc": ["body", "pages"], "input": 0, "ctx": {"gt": 0}},
            ],
        ),
        ([EMMA], [{"type": "model_attributes_type", "loc": ["body"], "input": [EMMA]}]),
        (None, [{"type": "missing", "loc": ["body"], "input": None}]),
    ],
)
def test_an_invalid_body_is_422_and_creates_nothing(body: object, errors: list[Any]) -> None:
    response = client.post("/books", json=body)
    assert response.status_code == 422
    assert "location" not in response.headers
    assert without_messages(response.json()) == {"detail": errors}
    assert books == {}


def test_a_form_instead_of_json_is_422_and_creates_nothing() -> None:
    response = client.post("/books", data=EMMA)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "model_attributes_type", "loc": ["body"], "input": "title=Emma&pages=474"}]
    }
    assert books == {}


def test_the_client_cannot_choose_the_id() -> None:
    response = client.post("/books", json={**EMMA, "id": 99})
    assert response.status_code == 201
    assert response.json() == {**EMMA, "id": 1}


def test_the_document_names_the_body_and_the_201() -> None:
    operation = app.openapi()["paths"]["/books"]["post"]
    assert operation == {
        "summary": "Create Book",
        "operationId": "create_book_books_post",
        "requestBody": {
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewBook"}}},
            "required": True,
        },
        "responses": {
            "201": {
                "description": "Successful Response",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
            },
            "422": {
                "description": "Validation Error",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
            },
        },
    }
    reading = app.openapi()["paths"]["/books/{book_id}"]["get"]
    assert reading["responses"]["200"] == operation["responses"]["201"]
    assert app.openapi()["components"]["schemas"]["NewBook"] == {
        "properties": {
            "title": {"type": "string", "minLength": 1, "title": "Title"},
            "pages": {"type": "integer", "exclusiveMinimum": 0.0, "title": "Pages"},
        },
        "type": "object",
        "required": ["title", "pages"],
        "title": "NewBook",
    }


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """Pydantic words the messages; all the rest of an error is held exactly."""
    for error in body["detail"]:
        del error["msg"]
    return body
