from typing import Any

import problem_details
import pytest
from fastapi.testclient import TestClient
from problem_details import app

client = TestClient(app, raise_server_exceptions=False)


def problem(response: Any) -> Any:
    assert response.headers["content-type"].startswith("application/problem+json")
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == "about:blank"
    return body


def test_error_of_an_endpoint_is_a_problem_with_its_detail() -> None:
    body = problem(client.get("/books/2"))
    assert body == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "There is no book 2"}
    assert client.get("/books/1").json() == "Emma"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/none", 404), ("POST", "/books/1", 405)])
def test_unknown_path_and_wrong_method_are_problems(method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert problem(response)["status"] == status
    assert ("allow" in response.headers) is (status == 405)


@pytest.mark.parametrize("book", ["x", "1.5", "9" * 5000, "\u00e4", "%00", "\ud800".encode("utf-8", "surrogatepass")])
def test_invalid_request_names_what_is_wrong(book: Any) -> None:
    text = book if isinstance(book, str) else "".join(f"%{byte:02x}" for byte in book)
    body = problem(client.get(f"/books/{text}"))
    assert (body["status"], body["title"][:13]) == (422, "Unprocessable")
    assert body["detail"] == "The request is not valid"
    (error,) = body["errors"]
    assert error["pointer"] == "#/path/book_id"
    assert isinstance(error["detail"], str)
    assert set(error) == {"detail", "pointer"}


def test_failure_tells_nothing_about_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_details, "BOOKS", None)
    response = client.get("/books/1")
    assert problem(response) == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    with pytest.raises(TypeError):  # the server logs what it is raised again
        TestClient(app).get("/books/1")


def test_openapi_documents_the_problem() -> None:
    responses = app.openapi()["paths"]["/books/{book_id}"]["get"]["responses"]
    assert "application/problem+json" in responses["404"]["content"]
