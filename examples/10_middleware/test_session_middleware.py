import json
from base64 import b64decode
from typing import Any

import itsdangerous
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import ValidationError
from session_middleware import Settings, app
from starlette.middleware.sessions import SessionMiddleware

SECRET = "not-a-real-secret-" * 3
FLAGS = "path=/; Max-Age=1209600; httponly; samesite=lax"


@pytest.fixture
def client() -> TestClient:
    return TestClient(app, base_url="https://testserver")


def client_of_an_app_with(options: dict[str, Any] | None = None) -> TestClient:
    other = FastAPI()
    other.add_middleware(SessionMiddleware, **{"secret_key": SECRET, **(options or {})})

    @other.get("/")
    async def read(request: Request) -> dict[str, Any]:
        return dict(request.session)

    @other.post("/")
    async def change(request: Request, values: dict[str, Any]) -> None:
        request.session.update(values)

    @other.post("/nested")
    async def change_inside(request: Request) -> None:
        request.session["list"].append("lost")

    @other.get("/untouched")
    async def leave_it_alone() -> None: ...

    return TestClient(other, base_url="https://testserver")


def with_cookie(value: str) -> TestClient:
    return TestClient(app, base_url="https://testserver", cookies={"session": value})


def test_state_survives_between_requests(client: TestClient) -> None:
    assert client.get("/cart").json() == []
    assert client.post("/cart/lamp").json() == ["lamp"]
    assert client.post("/cart/desk").json() == ["lamp", "desk"]
    assert client.get("/cart").json() == ["lamp", "desk"]


def test_each_client_has_a_session_of_its_own(client: TestClient) -> None:
    client.post("/cart/lamp")
    assert TestClient(app, base_url="https://testserver").get("/cart").json() == []


def test_the_cookie_holds_readable_json_and_a_signature(client: TestClient) -> None:
    client.post("/cart/lamp")
    data, time, signature = client.cookies["session"].split(".")
    assert json.loads(b64decode(data)) == {"cart": ["lamp"]}
    assert time
    assert signature


@pytest.mark.parametrize("place", [0, 10, -2], ids=["first character", "payload", "signature"])
def test_a_tampered_cookie_gives_an_empty_session(client: TestClient, place: int) -> None:
    client.post("/cart/lamp")
    characters = list(client.cookies["session"])
    characters[place] = "A" if characters[place] != "A" else "B"
    response = with_cookie("".join(characters)).get("/cart")
    assert response.status_code == 200
    assert response.json() == []
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("value", ["garbage", "a.b.c", "null", "eyJjYXJ0IjpbXX0="])
def test_a_made_up_cookie_gives_an_empty_session(value: str) -> None:
    assert with_cookie(value).get("/cart").json() == []


def test_a_cookie_of_another_secret_gives_an_empty_session() -> None:
    elsewhere = client_of_an_app_with()
    elsewhere.post("/", json={"cart": ["lamp"]})
    assert with_cookie(elsewhere.cookies["session"]).get("/cart").json() == []


def test_the_cookie_is_httponly_and_secure(client: TestClient) -> None:
    (header,) = client.post("/cart/lamp").headers.get_list("set-cookie")
    name_and_value, _, flags = header.partition("; ")
    assert name_and_value == f"session={client.cookies['session']}"
    assert flags == f"{FLAGS}; secure"


def test_https_only_sets_secure_and_is_off_by_default() -> None:
    for options, secure in (({}, ""), ({"https_only": True}, "; secure")):
        response = client_of_an_app_with(options).post("/", json={"a": 1})
        assert response.headers["set-cookie"].partition("; ")[2] == FLAGS + secure


def test_the_secure_cookie_does_not_go_over_http() -> None:
    insecure = TestClient(app, base_url="http://testserver")
    insecure.post("/cart/lamp")
    assert insecure.get("/cart").json() == []


def test_the_other_options_are_in_the_cookie() -> None:
    response = client_of_an_app_with(
        {
            "session_cookie": "visit",
            "max_age": None,
            "path": "/",
            "same_site": "strict",
            "domain": "testserver",
            "https_only": True,
        }
    ).post("/", json={"a": 1})
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == "visit"
    assert rest.partition("; ")[2] == "path=/; httponly; samesite=strict; secure; domain=testserver"


def test_a_session_that_is_only_read_is_not_sent_again(client: TestClient) -> None:
    client.post("/cart/lamp")
    response = client.get("/cart")
    assert response.json() == ["lamp"]
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(("method", "path"), [("GET", "/cart"), ("POST", "/cart/lamp"), ("DELETE", "/cart")])
def test_a_response_that_used_the_session_varies_by_cookie(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path).headers["vary"] == "Cookie"


def test_a_response_that_did_not_use_it_does_not() -> None:
    response = client_of_an_app_with().get("/untouched")
    assert "vary" not in response.headers
    assert "set-cookie" not in response.headers


def test_a_cleared_session_deletes_the_cookie(client: TestClient) -> None:
    client.post("/cart/lamp")
    response = client.delete("/cart")
    assert response.status_code == 204
    assert response.headers["set-cookie"] == (
        "session=null; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly; samesite=lax; secure"
    )
    assert "session" not in client.cookies
    assert client.get("/cart").json() == []


def test_clearing_an_empty_session_sends_no_cookie(client: TestClient) -> None:
    assert "set-cookie" not in client.delete("/cart").headers


def test_an_old_copy_of_the_cookie_stays_valid(client: TestClient) -> None:
    client.post("/cart/lamp")
    copy = client.cookies["session"]
    client.delete("/cart")
    assert with_cookie(copy).get("/cart").json() == ["lamp"]


def test_a_change_inside_a_nested_value_is_lost() -> None:
    nested = client_of_an_app_with()
    nested.post("/", json={"list": ["kept"]})
    response = nested.post("/nested")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    assert nested.get("/").json() == {"list": ["kept"]}


@pytest.mark.parametrize(("age", "cart"), [(1_209_600, ["lamp"]), (1_209_601, [])])
def test_the_cookie_is_valid_for_14_days(
    client: TestClient, age: int, cart: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 4_102_488_000
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: now)
    client.post("/cart/lamp")
    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda self: now + age)
    assert with_cookie(client.cookies["session"]).get("/cart").json() == cart


def test_without_the_middleware_the_session_is_an_error() -> None:
    bare = FastAPI()

    @bare.get("/")
    async def read(request: Request) -> dict[str, Any]:
        return request.session

    with pytest.raises(AssertionError, match=r"SessionMiddleware must be installed to access request\.session"):
        TestClient(bare).get("/")


def test_the_secret_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_SECRET", "0" * 32)
    configured = Settings()
    assert configured.session_secret.get_secret_value() == "0" * 32
    assert "0" * 32 not in repr(configured)


@pytest.mark.parametrize("weak", ["", "0" * 31], ids=["empty", "short"])
def test_a_weak_secret_in_the_environment_is_refused_at_start(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SESSION_SECRET", weak)
    with pytest.raises(ValidationError):
        Settings()


def test_without_the_environment_each_start_makes_a_new_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SESSION_SECRET", raising=False)
    made = {Settings().session_secret.get_secret_value() for _ in range(3)}
    assert len(made) == 3
    assert min(map(len, made)) >= 43
