from base64 import b64decode, b64encode

import itsdangerous
import pytest
from fastapi.testclient import TestClient
from session_middleware import app


@pytest.fixture
def client() -> TestClient:
    return TestClient(app, base_url="https://testserver")


def language_of(cookie: str) -> str:
    response = TestClient(app).get("/language", headers={"Cookie": f"session={cookie}"})
    assert response.status_code == 200
    return str(response.json())


def test_state_survives_between_requests_until_it_is_cleared(client: TestClient) -> None:
    assert client.get("/language").json() == "en"
    assert client.put("/language", json="de").status_code == 204
    assert client.get("/language").json() == "de"
    assert client.delete("/language").status_code == 204
    assert client.get("/language").json() == "en"
    assert "session" not in client.cookies


def test_each_client_has_a_session_of_its_own(client: TestClient) -> None:
    client.put("/language", json="de")
    assert TestClient(app, base_url="https://testserver").get("/language").json() == "en"


def test_changed_cookie_gives_an_empty_session(client: TestClient) -> None:
    client.put("/language", json="de")
    cookie = client.cookies["session"]
    data, time, signature = cookie.split(".")
    forged = b64encode(b'{"language": "fr"}').decode()
    assert b64decode(data) == b'{"language": "de"}'
    assert language_of(cookie) == "de"
    for bad in (f"{forged}.{time}.{signature}", f"{data}.{time}.{signature[::-1]}", f"{data}.{time}.", forged):
        assert language_of(bad) == "en"


@pytest.mark.parametrize("cookie", ["garbage", "a.b.c", "null", "...", "x" * 100_000])
def test_made_up_cookie_gives_an_empty_session(cookie: str) -> None:
    assert language_of(cookie) == "en"


@pytest.mark.parametrize("key", ["", "another-key-" * 4])
def test_cookie_signed_with_another_key_gives_an_empty_session(key: str) -> None:
    signer = itsdangerous.TimestampSigner(key)
    assert language_of(signer.sign(b64encode(b'{"language": "fr"}')).decode()) == "en"


def test_cookie_is_kept_from_scripts_and_plain_http(client: TestClient) -> None:
    cookie = client.put("/language", json="de").headers["set-cookie"].lower()
    assert {"httponly", "secure", "max-age=3600"} <= set(cookie.split("; "))


@pytest.mark.parametrize(("age", "language"), [(3600, "de"), (3601, "en")])
def test_cookie_is_valid_for_an_hour(
    client: TestClient, age: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.put("/language", json="de")
    now = itsdangerous.TimestampSigner("any").get_timestamp()
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _: now + age)
    assert language_of(client.cookies["session"]) == language


@pytest.mark.parametrize("body", ["xx", 7, None, ["de"], {"language": "de"}])
def test_unknown_language_is_422_and_not_kept(client: TestClient, body: object) -> None:
    response = client.put("/language", json=body)
    assert response.status_code == 422
    assert "set-cookie" not in response.headers
