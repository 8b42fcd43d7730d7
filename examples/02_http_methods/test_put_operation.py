import pytest
from fastapi.testclient import TestClient
from put_operation import Book, app, books

client = TestClient(app)

OLD = {"title": "Emma", "pages": 474, "note": "signed"}
NEW = {"title": "Persuasion", "pages": 249, "note": "worn"}


@pytest.fixture(autouse=True)
def _same_books(monkeypatch: pytest.MonkeyPatch) -> None:
    for book_id, book in books.items():
        monkeypatch.setitem(books, book_id, book)


def stored(book_id: int) -> dict[str, object]:
    return books[book_id].model_dump()


def test_book_is_replaced_and_returned() -> None:
    assert stored(7) == OLD
    response = client.put("/books/7", json=NEW)
    assert response.status_code == 200
    assert response.json() == stored(7) == NEW


def test_optional_field_left_out_gets_its_default() -> None:
    assert client.put("/books/7", json={"title": "Emma", "pages": 474}).status_code == 200
    assert stored(7) == {"title": "Emma", "pages": 474, "note": None}


def test_required_field_left_out_is_422_and_changes_nothing() -> None:
    response = client.put("/books/7", json={"title": "Persuasion"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "pages"]]
    assert stored(7) == OLD


def test_same_put_twice_gives_the_same_state() -> None:
    first = client.put("/books/7", json=NEW).json()
    second = client.put("/books/7", json=NEW).json()
    assert first == second == stored(7)


def test_missing_book_is_404_and_not_created() -> None:
    response = client.put("/books/8", json=NEW)
    assert response.status_code == 404
    assert response.json() == {"detail": "No such book"}
    assert list(books) == [7]


def test_openapi_requires_the_whole_book() -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/books/{book_id}"]["put"]
    assert operation["requestBody"]["required"] is True
    reference = {"$ref": f"#/components/schemas/{Book.__name__}"}
    assert operation["requestBody"]["content"]["application/json"]["schema"] == reference
    assert document["components"]["schemas"]["Book"]["required"] == ["title", "pages"]
