from secrets import compare_digest
from typing import Annotated

import api_key_header
import pytest
from api_key_header import Settings, app, require_api_key, settings
from fastapi import Depends, FastAPI, WebSocket
from fastapi.security import APIKeyHeader
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

KEY = "not-a-real-key-" * 3
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "api_key", SecretStr(KEY))


def with_key(key: str | None) -> dict[bytes, bytes]:
    return {} if key is None else {b"X-API-Key": key.encode("latin-1")}


def test_the_right_key_passes() -> None:
    response = client.get("/reports", headers=with_key(KEY))
    assert response.status_code == 200
    assert response.json() == ["2026-11"]
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    "key",
    ["wrong", KEY + "x", KEY[:-1], KEY.upper(), "clé"],
    ids=["other", "longer", "shorter", "other case", "not ASCII"],
)
def test_a_wrong_key_is_401(key: str) -> None:
    response = client.get("/reports", headers=with_key(key))
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert response.headers["www-authenticate"] == "APIKey"


@pytest.mark.parametrize("key", [None, ""], ids=["missing", "empty"])
def test_a_missing_or_empty_key_is_401_with_a_challenge(key: str | None) -> None:
    response = client.get("/reports", headers=with_key(key))
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "APIKey"


def test_the_name_of_the_header_is_not_case_sensitive() -> None:
    assert client.get("/reports", headers={"x-api-key": KEY}).status_code == 200


def test_the_key_is_not_taken_from_elsewhere() -> None:
    assert client.get("/reports", params={"X-API-Key": KEY}).json() == {"detail": "Not authenticated"}
    assert client.get("/reports", headers={"Authorization": KEY}).json() == {"detail": "Not authenticated"}


def test_openapi_says_in_header() -> None:
    assert app.openapi()["components"] == {
        "securitySchemes": {"APIKeyHeader": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}
    }


def test_openapi_lists_the_scheme_for_the_operation_and_no_parameter() -> None:
    operation = app.openapi()["paths"]["/reports"]["get"]
    assert operation["security"] == [{"APIKeyHeader": []}]
    assert "parameters" not in operation
    assert set(operation["responses"]) == {"200"}


def test_openapi_takes_a_scheme_name_and_a_description() -> None:
    other = FastAPI()
    scheme = APIKeyHeader(name="k", scheme_name="Partner", description="Ask us for one")
    other.get("/", dependencies=[Depends(scheme)])(lambda: None)
    assert other.openapi()["components"]["securitySchemes"] == {
        "Partner": {"type": "apiKey", "description": "Ask us for one", "in": "header", "name": "k"}
    }
    assert other.openapi()["paths"]["/"]["get"]["security"] == [{"Partner": []}]


def test_without_auto_error_a_missing_key_is_none() -> None:
    other = FastAPI()
    optional = APIKeyHeader(name="X-API-Key", auto_error=False)

    @other.get("/")
    async def read(key: Annotated[str | None, Depends(optional)]) -> str | None:
        return key

    response = TestClient(other).get("/")
    assert response.status_code == 200
    assert response.json() is None


def test_the_same_dependency_guards_a_websocket_since_fastapi_0_144() -> None:
    socket_app = FastAPI()

    @socket_app.websocket("/", dependencies=[Depends(require_api_key)])
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    socket_client = TestClient(socket_app)
    with socket_client.websocket_connect("/", headers={"X-API-Key": KEY}) as session:
        assert session.receive_text() == "hello"


def test_a_websocket_with_a_wrong_key_is_refused_before_it_opens() -> None:
    from starlette.testclient import WebSocketDenialResponse

    socket_app = FastAPI()

    @socket_app.websocket("/", dependencies=[Depends(require_api_key)])
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()

    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        TestClient(socket_app).websocket_connect("/", headers={"X-API-Key": "wrong"}),
    ):
        pass
    assert refused.value.status_code == 401
    assert refused.value.json() == {"detail": "Invalid API key"}
    assert refused.value.headers["www-authenticate"] == "APIKey"


def test_keys_are_compared_in_constant_time_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def spy(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return compare_digest(given, expected)

    monkeypatch.setattr(api_key_header, "compare_digest", spy)
    client.get("/reports", headers=with_key(KEY))
    client.get("/reports", headers=with_key("wrong"))
    assert compared == [(KEY.encode(), KEY.encode()), (b"wrong", KEY.encode())]


def test_the_key_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "0" * 32)
    configured = Settings()
    assert configured.api_key.get_secret_value() == "0" * 32
    assert "0" * 32 not in repr(configured)


@pytest.mark.parametrize("weak", ["", "0" * 31], ids=["empty", "short"])
def test_a_weak_key_in_the_environment_is_refused_at_start(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", weak)
    with pytest.raises(ValidationError):
        Settings()


def test_without_the_environment_each_start_makes_a_new_long_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_KEY", raising=False)
    keys = {Settings().api_key.get_secret_value() for _ in range(3)}
    assert len(keys) == 3
    assert min(map(len, keys)) >= 43
