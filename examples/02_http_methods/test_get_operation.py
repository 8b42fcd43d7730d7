import pytest
from fastapi.testclient import TestClient
from get_operation import app

client = TestClient(app)


def test_existing_book_is_returned() -> None:
    response = client.get("/books/7")
    assert response.status_code == 200
    assert response.json() == {"title": "Emma", "pages": 474}
    assert client.get("/books/8").json() == {"title": "Persuasion", "pages": 249}


@pytest.mark.parametrize("book_id", [9, -7, 10**30])
def test_missing_book_is_404(book_id: int) -> None:
    response = client.get(f"/books/{book_id}")
    assert response.status_code == 404
    assert response.json() == {"detail": "No such book"}


@pytest.mark.parametrize("text", ["emma", "7.5", "0x7", "true", "null", "7" * 5000])
def test_non_integer_id_is_422(text: str) -> None:
    response = client.get(f"/books/{text}")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["path", "book_id"]]


def test_repeated_get_changes_nothing() -> None:
    first, second = client.get("/books/7"), client.get("/books/7")
    assert first.content == second.content


def test_other_methods_are_refused() -> None:
    assert client.post("/books/7").status_code == 405


def test_openapi_has_the_parameter_and_the_model() -> None:
    document = client.get("/openapi.json").json()
    operation = document["paths"]["/books/{book_id}"]["get"]
    [parameter] = operation["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("book_id", "path", True)
    assert parameter["schema"]["type"] == "integer"
    content = operation["responses"]["200"]["content"]["application/json"]
    assert content["schema"] == {"$ref": "#/components/schemas/Book"}
    assert document["components"]["schemas"]["Book"]["required"] == ["title", "pages"]
