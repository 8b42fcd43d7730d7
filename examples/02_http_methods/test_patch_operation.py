from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from patch_operation import Book, BookPatch, app, books

client = TestClient(app)

SIGNED: dict[str, Any] = {"title": "Emma", "pages": 474, "note": "signed"}


@pytest.fixture(autouse=True)
def _same_books_after_each_test() -> Iterator[None]:
    kept = dict(books)
    yield
    books.clear()
    books.update(kept)


def stored() -> dict[int, dict[str, Any]]:
    return {book_id: book.model_dump() for book_id, book in books.items()}


@pytest.mark.parametrize(
    "patch",
    [{"title": "Persuasion"}, {"pages": 0}, {"note": ""}, {"note": None}, {"title": "Persuasion", "note": None}, {}],
)
def test_only_the_sent_fields_change(patch: dict[str, Any]) -> None:
    response = client.patch("/books/7", json=patch)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {**SIGNED, **patch}
    assert stored() == {7: {**SIGNED, **patch}}


def test_an_explicit_null_is_different_from_a_field_that_was_not_sent() -> None:
    not_sent = client.patch("/books/7", json={"pages": 475})
    assert not_sent.content == b'{"title":"Emma","pages":475,"note":"signed"}'
    null = client.patch("/books/7", json={"note": None})
    assert null.content == b'{"title":"Emma","pages":475,"note":null}'


def test_an_empty_patch_changes_nothing() -> None:
    response = client.patch("/books/7", json={})
    assert response.status_code == 200
    assert response.content == b'{"title":"Emma","pages":474,"note":"signed"}'
    assert stored() == {7: SIGNED}


def test_what_the_default_factories_make_is_dropped() -> None:
    patch = BookPatch()
    assert (patch.title, patch.pages) == ("", 0)
    assert patch.model_dump(exclude_unset=True) == {}


def test_an_unknown_field_changes_nothing() -> None:
    response = client.patch("/books/7", json={"color": "red"})
    assert response.status_code == 200
    assert response.json() == SIGNED
    assert stored() == {7: SIGNED}


@pytest.mark.parametrize(
    ("patch", "errors"),
    [
        ({"title": None}, [{"type": "string_type", "loc": ["body", "title"], "input": None}]),
        ({"pages": "x"}, [{"type": "int_parsing", "loc": ["body", "pages"], "input": "x"}]),
        (None, [{"type": "missing", "loc": ["body"], "input": None}]),
    ],
)
def test_a_value_that_the_resource_would_not_take_is_422_and_changes_nothing(patch: object, errors: list[Any]) -> None:
    response = client.patch("/books/7", json=patch)
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": errors}
    assert stored() == {7: SIGNED}


def test_a_missing_resource_is_404() -> None:
    response = client.patch("/books/8", json={"note": "lost"})
    assert response.status_code == 404
    assert response.json() == {"detail": "No book 8"}


def test_the_old_book_object_is_not_changed_in_place() -> None:
    before = books[7]
    client.patch("/books/7", json={"note": "worn"})
    assert before.model_dump() == SIGNED
    assert books[7] is not before


def test_model_copy_does_not_validate_what_it_is_given() -> None:
    copied = Book(title="Emma", pages=474).model_copy(update={"pages": "x"})
    assert copied.model_dump(warnings=False) == {"title": "Emma", "pages": "x", "note": None}


def test_the_old_methods_still_work_and_say_that_they_are_deprecated() -> None:
    with pytest.warns(DeprecationWarning, match="The `dict` method is deprecated; use `model_dump` instead"):
        sent = BookPatch(note=None).dict(exclude_unset=True)
    assert sent == {"note": None}
    with pytest.warns(DeprecationWarning, match="The `copy` method is deprecated; use `model_copy` instead"):
        changed = Book(**SIGNED).copy(update=sent)
    assert changed.model_dump() == {**SIGNED, "note": None}


def test_the_document_shows_optional_fields_without_defaults() -> None:
    operation = app.openapi()["paths"]["/books/{book_id}"]["patch"]
    assert operation["operationId"] == "change_book_books__book_id__patch"
    assert operation["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/BookPatch"}}},
    }
    assert operation["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Book"}}},
    }
    assert app.openapi()["components"]["schemas"]["BookPatch"] == {
        "properties": {
            "title": {"type": "string", "title": "Title"},
            "pages": {"type": "integer", "title": "Pages"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"},
        },
        "type": "object",
        "title": "BookPatch",
    }


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """Pydantic words the messages; all the rest of an error is held exactly."""
    for error in body["detail"]:
        del error["msg"]
    return body
