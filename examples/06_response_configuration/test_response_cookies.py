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
    response = client.put("/preferences", json={"language": "fr"})
    assert response.status_code == 200
    assert response.json() == {"language": "fr"}
    cookie = cookie_of(response)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("fr", "86400", "/preferences")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "strict")


def test_client_sends_it_back(client: TestClient) -> None:
    assert client.get("/preferences").json() == {"language": "en"}
    client.put("/preferences", json={"language": "fr"})
    assert client.get("/preferences").json() == {"language": "fr"}


def test_deleting_expires_it_with_the_same_attributes(client: TestClient) -> None:
    response = client.delete("/preferences")
    assert response.status_code == 204
    cookie = cookie_of(response)
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", "0", "/preferences")
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "strict")
    assert parsedate_to_datetime(cookie["expires"]) is not None


def test_deleted_cookie_is_not_sent_back(client: TestClient) -> None:
    client.put("/preferences", json={"language": "fr"})
    client.delete("/preferences")
    assert client.get("/preferences").json() == {"language": "en"}


def test_default_is_saved(client: TestClient) -> None:
    assert cookie_of(client.put("/preferences", json={})).value == "en"


def test_secure_cookie_is_not_sent_over_plain_http() -> None:
    plain = TestClient(app)
    plain.put("/preferences", json={"language": "fr"})
    assert plain.get("/preferences").json() == {"language": "en"}


@pytest.mark.parametrize("language", ["世界", "a;b", None])
def test_other_value_is_rejected(client: TestClient, language: str | None) -> None:
    assert client.put("/preferences", json={"language": language}).status_code == 422
    assert client.get("/preferences", headers={"Cookie": "language=xx"}).status_code == 422
