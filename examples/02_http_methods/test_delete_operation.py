from concurrent.futures import ThreadPoolExecutor

import pytest
from delete_operation import app, books
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def _same_books(monkeypatch: pytest.MonkeyPatch) -> None:
    for book_id, title in books.items():
        monkeypatch.setitem(books, book_id, title)


def test_book_is_gone_and_the_other_one_stays() -> None:
    assert books == {7: "Emma", 8: "Persuasion"}
    assert client.delete("/books/7").status_code == 204
    assert books == {8: "Persuasion"}


def test_204_has_no_body() -> None:
    response = client.delete("/books/7")
    assert response.status_code == 204
    assert response.content == b""
    assert "content-length" not in response.headers


def test_second_delete_is_404() -> None:
    assert client.delete("/books/7").status_code == 204
    response = client.delete("/books/7")
    assert response.status_code == 404
    assert response.json() == {"detail": "No such book"}


def test_non_integer_id_is_422_and_removes_nothing() -> None:
    response = client.delete("/books/all")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "book_id"]]
    assert len(books) == 2


def test_one_of_many_deletes_at_once_succeeds() -> None:
    with TestClient(app) as one, ThreadPoolExecutor(10) as pool:
        statuses = sorted(r.status_code for r in pool.map(one.delete, ["/books/7"] * 50))
    assert statuses == [204] + [404] * 49


def test_openapi_has_a_204_without_content() -> None:
    operation = app.openapi()["paths"]["/books/{book_id}"]["delete"]
    assert "content" not in operation["responses"]["204"]
    assert "200" not in operation["responses"]
