from secrets import compare_digest

import api_key_cookie
import pytest
from api_key_cookie import API_KEY, app
from fastapi.testclient import TestClient


@pytest.fixture
def client() -> TestClient:
    return TestClient(app, base_url="https://testserver")


def test_login_opens_the_dashboard(client: TestClient) -> None:
    assert client.post("/login", data={"api_key": API_KEY}).status_code == 204
    key = client.cookies["session"]
    assert key != API_KEY
    assert client.get("/dashboard").json() == {"open_tickets": 3}


def test_cookie_is_kept_from_scripts_plain_http_and_other_sites(client: TestClient) -> None:
    cookie = client.post("/login", data={"api_key": API_KEY}).headers["set-cookie"].lower()
    assert {"httponly", "secure", "samesite=strict"} <= set(cookie.split("; "))


@pytest.mark.parametrize("key", ["wrong", API_KEY[:-1], API_KEY.upper(), "clé", "\0"])
def test_wrong_api_key_is_401_and_sets_no_cookie(client: TestClient, key: str) -> None:
    response = client.post("/login", data={"api_key": key})
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert "set-cookie" not in response.headers


def test_api_keys_are_compared_in_constant_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def spy(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return compare_digest(given, expected)

    monkeypatch.setattr(api_key_cookie, "compare_digest", spy)
    client.post("/login", data={"api_key": "wrong"})
    assert compared == [(b"wrong", API_KEY.encode())]


def test_lone_surrogate_in_the_form_is_401(client: TestClient) -> None:
    body = b'--X\r\nContent-Disposition: form-data; name="api_key"\r\n\r\n+2AA-\r\n--X--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}
    assert client.post("/login", content=body, headers=headers).status_code == 401


@pytest.mark.parametrize("cookie", [b"session=forged", b"session=cl\xe9", f"session={API_KEY}".encode()])
def test_made_up_cookie_is_401(client: TestClient, cookie: bytes) -> None:
    response = client.get("/dashboard", headers={b"Cookie": cookie})
    assert response.status_code == 401
    assert response.json() == {"detail": "Not logged in"}


def test_missing_cookie_is_refused(client: TestClient) -> None:
    assert client.get("/dashboard").status_code in {401, 403}


def test_openapi_asks_for_the_cookie() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/dashboard"]["get"]["security"][0]
    scheme = document["components"]["securitySchemes"][name]
    assert scheme == {"type": "apiKey", "in": "cookie", "name": "session"}
