import os

import error_headers
import pytest
from error_headers import app
from fastapi.testclient import TestClient

client = TestClient(app)
API_KEY = os.environ["API_KEY"]


@pytest.mark.parametrize(
    "authorization", [None, b"Bearer", b"Bearer another", API_KEY.encode(), b"Basic x", "Bearer schlüssel".encode()]
)
def test_header_is_on_the_error_response(authorization: bytes | None) -> None:
    response = client.get("/me", headers=[(b"Authorization", authorization)] if authorization else [])
    assert response.status_code == 401
    assert response.json() == {"detail": "Missing or wrong token"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_header_is_not_on_the_successful_response(scheme: str) -> None:
    response = client.get("/me", headers={"Authorization": f"{scheme} {API_KEY}"})
    assert (response.status_code, response.json()) == (200, {"user": "ada"})
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("POST", "/me", 405)])
def test_header_is_not_on_other_errors(method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    assert "www-authenticate" not in response.headers


def test_empty_key_lets_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(error_headers, "API_KEY", b"")
    assert client.get("/me", headers={"Authorization": "Bearer "}).status_code == 401
