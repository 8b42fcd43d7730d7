import os

import global_dependencies
import pytest
from fastapi.testclient import TestClient
from global_dependencies import app

client = TestClient(app)
API_KEY = os.environ["API_KEY"]
both_routes = pytest.mark.parametrize(("path", "body"), [("/items", ["hammer"]), ("/users/7", {"user": 7})])


@both_routes
def test_every_route_is_served_with_the_key(path: str, body: object) -> None:
    response = client.get(path, headers={"X-API-Key": API_KEY})
    assert response.status_code == 200
    assert response.json() == body


@both_routes
@pytest.mark.parametrize("key", [None, b"", b"another", API_KEY[:-1].encode(), "schlüssel".encode()])
def test_every_route_is_refused_without_the_key(path: str, body: object, key: bytes | None) -> None:
    response = client.get(path, headers=[] if key is None else [(b"X-API-Key", key)])
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert response.headers["www-authenticate"] == "ApiKey"


def test_empty_key_is_refused_even_if_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(global_dependencies, "API_KEY", b"")
    assert client.get("/items").status_code == 401
    assert client.get("/items", headers={"X-API-Key": ""}).status_code == 401


def test_key_is_checked_before_the_parameters_of_the_route() -> None:
    assert client.get("/users/first").status_code == 401
    assert client.get("/users/first", headers={"X-API-Key": API_KEY}).status_code == 422


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_documentation_stays_open(path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/items", "/users/{user_id}"])
def test_openapi_has_the_header_on_each_operation(path: str) -> None:
    parameters = app.openapi()["paths"][path]["get"]["parameters"]
    assert ("x-api-key", "header") in [(parameter["name"], parameter["in"]) for parameter in parameters]
