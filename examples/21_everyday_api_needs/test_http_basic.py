import os
from base64 import b64encode
from unittest.mock import Mock

import http_basic
import pytest
from fastapi.testclient import TestClient
from http_basic import app

PASSWORD = os.environ["ADMIN_PASSWORD"]
client = TestClient(app)


def test_right_credentials_pass() -> None:
    response = client.get("/reports", auth=("admin", PASSWORD))
    assert (response.status_code, response.json()) == (200, {"user": "admin", "latest": "2026-11"})
    lower = "basic " + b64encode(f"admin:{PASSWORD}".encode()).decode()
    assert client.get("/reports", headers={"Authorization": lower}).status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [("admin", ""), ("admin", PASSWORD + "x"), ("admin", PASSWORD[:-1]), ("Admin", PASSWORD), ("", PASSWORD), ("", "")],
)
def test_wrong_credentials_are_the_same_401(username: str, password: str) -> None:
    response = client.get("/reports", auth=(username, password))
    assert (response.status_code, response.json()) == (401, {"detail": "Incorrect user name or password"})
    assert response.headers["www-authenticate"] == 'Basic realm="reports"'


def test_browser_is_told_to_ask() -> None:
    response = client.get("/reports")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Basic realm="reports"'


@pytest.mark.parametrize(
    "value",
    [
        "Basic",
        "Basic !",
        "Basic ====",
        "Basic YWRtaW4=",
        "Basic w6Q6w6Q=",
        "Basic /////w==",
        "Bearer YTpi",
        "x" * 10_000,
    ],
)
def test_garbage_is_401(value: str) -> None:
    assert client.get("/reports", headers={"Authorization": value}).status_code == 401


def test_both_are_compared_whatever_the_other_is(monkeypatch: pytest.MonkeyPatch) -> None:
    compare = Mock(return_value=False)
    monkeypatch.setattr(http_basic, "compare_digest", compare)
    assert client.get("/reports", auth=("guess", "word")).status_code == 401
    assert [call.args for call in compare.call_args_list] == [(b"guess", b"admin"), (b"word", PASSWORD.encode())]


def test_openapi_names_the_scheme() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/reports"]["get"]["security"][0]
    assert document["components"]["securitySchemes"][name] == {"type": "http", "scheme": "basic"}
