import os
import time
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
import session_login_sessions
from fastapi.testclient import TestClient
from session_login import app
from session_login_sessions import sessions

PASSWORD = os.environ["ADMIN_PASSWORD"]
NAME = "__Host-session"


@pytest.fixture
def client() -> Iterator[TestClient]:
    yield TestClient(app, base_url="https://testserver")
    sessions.clear()


def log_in(client: TestClient) -> str:
    return str(client.post("/login", json={"password": PASSWORD}).json()["csrf_token"])


def test_cookie_is_kept_from_scripts_plain_http_and_foreign_pages(client: TestClient) -> None:
    parts = set(client.post("/login", json={"password": PASSWORD}).headers["set-cookie"].lower().split("; ")[1:])
    assert {"httponly", "secure", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)


def test_session_is_known_until_logout(client: TestClient) -> None:
    token = log_in(client)
    assert client.get("/session").json() == {"username": "admin", "csrf_token": token}
    copied = client.cookies[NAME]
    logout = client.post("/logout", headers={"X-CSRF-Token": token})
    assert (logout.status_code, "; secure" in logout.headers["set-cookie"].lower()) == (204, True)
    assert NAME not in client.cookies
    assert client.get("/session", headers={"Cookie": f"{NAME}={copied}"}).status_code == 401


@pytest.mark.parametrize("token", [None, "", "guess", "\xe4", "other session"])
def test_change_without_the_token_of_the_session_is_refused(client: TestClient, token: str | None) -> None:
    own = log_in(client)
    other = log_in(TestClient(app)) if token == "other session" else token
    headers = {} if other is None else {b"X-CSRF-Token": other.encode("latin-1")}
    assert client.post("/logout", headers=headers).status_code == 403
    assert client.get("/session").json()["csrf_token"] == own


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_foreign_page_cannot_log_a_visitor_in(client: TestClient, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = client.post("/login", content=f'{{"password": "{PASSWORD}"}}', headers=headers)
    assert (response.status_code, sessions) == (422, {})


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + "x", "\u00e4", "\\ud800"])
def test_wrong_password_opens_nothing(client: TestClient, password: str) -> None:
    body = f'{{"password": "{password}"}}'
    status = client.post("/login", content=body, headers={"Content-Type": "application/json"}).status_code
    assert (status, sessions) == (400, {})


@pytest.mark.parametrize("cookie", ["", f"{NAME}=", f"{NAME}=guess", f"{NAME}=\u00e4".encode().decode("latin-1")])
def test_cookie_that_names_no_session_is_401(client: TestClient, cookie: str) -> None:
    log_in(TestClient(app))
    assert client.get("/session", headers={b"Cookie": cookie.encode("latin-1")}).status_code == 401


def test_each_login_has_an_id_of_its_own_that_ends(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    client.cookies.set(NAME, "planted")
    assert log_in(client) != log_in(client)
    assert (len(sessions), "planted" in sessions) == (2, False)
    end = max(session.expires for session in sessions.values())
    assert 8 * 3600 - 60 < end - time.time() <= 8 * 3600
    for clock, status in ((end - 1, 200), (end + 1, 401)):
        monkeypatch.setattr(session_login_sessions, "time", Mock(return_value=clock))
        assert client.get("/session").status_code == status
