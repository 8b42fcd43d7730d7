import pytest
from fastapi.testclient import TestClient
from http_exception_override import app

client = TestClient(app)


@pytest.mark.parametrize("path", ["/v1/users/ada", "/v2/users/ada"])
def test_successful_responses_are_unchanged(path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()) == (200, "Ada Lovelace")


def test_handler_catches_fastapi_exceptions() -> None:
    response = client.get("/v2/users/eve")
    assert response.status_code == 404
    assert response.json() == {"error": {"status": 404, "message": "There is no such user"}}


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v2/nowhere", 404), ("DELETE", "/v2/users/ada", 405)])
def test_handler_catches_router_errors(method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert response.json()["error"]["status"] == status


@pytest.mark.parametrize("path", ["/v1/users/ada", "/v2/users/ada"])
def test_headers_of_the_error_are_kept(path: str) -> None:
    assert client.delete(path).headers["allow"] == "GET"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v1/users/eve", 404), ("POST", "/v1/users/ada", 405)])
def test_default_handler_is_reused_for_the_older_paths(method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert list(response.json()) == ["detail"]
