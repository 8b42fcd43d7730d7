from email.utils import parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from typing import Any

import pytest
from fastapi.testclient import TestClient
from response_cookies import app


@pytest.fixture
def client() -> TestClient:
    """A client without cookies."""
    return TestClient(app, base_url="https://testserver")


def cookie_of(response: Any) -> Morsel[str]:
    cookies: SimpleCookie = SimpleCookie(response.headers["set-cookie"])
    return cookies["language"]


def test_cookie_is_set_with_every_attribute(client: TestClient) -> None:
    response = client.put("/language", json="fr")
    assert response.status_code == 204
    cookie = cookie_of(response)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("fr", "86400", "/language")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "strict")


def test_client_sends_the_cookie_back(client: TestClient) -> None:
    assert client.get("/language").json() == "en"
    client.put("/language", json="fr")
    assert client.get("/language").json() == "fr"


def test_deleting_expires_the_cookie_with_the_same_attributes(client: TestClient) -> None:
    response = client.delete("/language")
    assert response.status_code == 204
    cookie = cookie_of(response)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/language")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "strict")
    assert parsedate_to_datetime(cookie["expires"]) is not None


def test_deleted_cookie_is_not_sent_back(client: TestClient) -> None:
    client.put("/language", json="fr")
    client.delete("/language")
    assert client.get("/language").json() == "en"


def test_secure_cookie_is_not_sent_over_plain_http() -> None:
    plain = TestClient(app)
    plain.put("/language", json="fr")
    assert plain.get("/language").json() == "en"


@pytest.mark.parametrize("language", ["世界", "a;b", None])
def test_other_value_is_rejected(client: TestClient, language: str | None) -> None:
    assert client.put("/language", json=language).status_code == 422
    assert client.get("/language", headers={"Cookie": "language=xx"}).status_code == 422
