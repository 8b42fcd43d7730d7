from secrets import compare_digest
from typing import Annotated

import api_key_query
import pytest
from api_key_query import Settings, app, settings
from fastapi import Depends, FastAPI
from fastapi.security import APIKeyQuery
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

KEY = "not-a-real-key-" * 3
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "feed_key", SecretStr(KEY))


def with_key(key: str | None) -> dict[str, str]:
    return {} if key is None else {"api_key": key}


def test_the_right_key_passes() -> None:
    response = client.get("/feed", params=with_key(KEY))
    assert response.status_code == 200
    assert response.json() == ["2026-11-21: release"]
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    "key",
    ["wrong", KEY + "x", KEY[:-1], KEY.upper(), "clé"],
    ids=["other", "longer", "shorter", "other case", "not ASCII"],
)
def test_a_wrong_key_is_401(key: str) -> None:
    response = client.get("/feed", params=with_key(key))
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid API key"}
    assert response.headers["www-authenticate"] == "APIKey"


@pytest.mark.parametrize("key", [None, ""], ids=["missing", "empty"])
def test_a_missing_or_empty_key_is_401_with_a_challenge(key: str | None) -> None:
    response = client.get("/feed", params=with_key(key))
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "APIKey"


def test_the_key_is_not_taken_from_elsewhere() -> None:
    for elsewhere in ({"API_KEY": KEY}, {"x-api-key": KEY}):
        assert client.get("/feed", params=elsewhere).json() == {"detail": "Not authenticated"}
        assert client.get("/feed", headers=elsewhere).json() == {"detail": "Not authenticated"}


def test_of_a_repeated_key_the_last_one_counts() -> None:
    assert client.get("/feed", params={"api_key": ["wrong", KEY]}).status_code == 200
    assert client.get("/feed", params={"api_key": [KEY, "wrong"]}).status_code == 401


def test_openapi_says_in_query() -> None:
    assert app.openapi()["components"] == {
        "securitySchemes": {"APIKeyQuery": {"type": "apiKey", "in": "query", "name": "api_key"}}
    }


def test_openapi_lists_the_scheme_for_the_operation_and_no_parameter() -> None:
    operation = app.openapi()["paths"]["/feed"]["get"]
    assert operation["security"] == [{"APIKeyQuery": []}]
    assert "parameters" not in operation
    assert set(operation["responses"]) == {"200"}


def test_openapi_takes_a_scheme_name_and_a_description() -> None:
    other = FastAPI()
    scheme = APIKeyQuery(name="k", scheme_name="Partner", description="Ask us for one")
    other.get("/", dependencies=[Depends(scheme)])(lambda: None)
    assert other.openapi()["components"]["securitySchemes"] == {
        "Partner": {"type": "apiKey", "description": "Ask us for one", "in": "query", "name": "k"}
    }
    assert other.openapi()["paths"]["/"]["get"]["security"] == [{"Partner": []}]


def test_without_auto_error_a_missing_key_is_none() -> None:
    other = FastAPI()
    optional = APIKeyQuery(name="api_key", auto_error=False)

    @other.get("/")
    async def read(key: Annotated[str | None, Depends(optional)]) -> str | None:
        return key

    response = TestClient(other).get("/")
    assert response.status_code == 200
    assert response.json() is None


def test_keys_are_compared_in_constant_time_as_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def spy(given: bytes, expected: bytes) -> bool:
        compared.append((given, expected))
        return compare_digest(given, expected)

    monkeypatch.setattr(api_key_query, "compare_digest", spy)
    client.get("/feed", params=with_key(KEY))
    client.get("/feed", params=with_key("wrong"))
    assert compared == [(KEY.encode(), KEY.encode()), (b"wrong", KEY.encode())]


def test_the_key_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_KEY", "0" * 32)
    configured = Settings()
    assert configured.feed_key.get_secret_value() == "0" * 32
    assert "0" * 32 not in repr(configured)


@pytest.mark.parametrize("weak", ["", "0" * 31], ids=["empty", "short"])
def test_a_weak_key_in_the_environment_is_refused_at_start(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEED_KEY", weak)
    with pytest.raises(ValidationError):
        Settings()


def test_without_the_environment_each_start_makes_a_new_long_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FEED_KEY", raising=False)
    keys = {Settings().feed_key.get_secret_value() for _ in range(3)}
    assert len(keys) == 3
    assert min(map(len, keys)) >= 43
