from typing import Annotated, Any
from unittest.mock import Mock

import current_user
import jwt
import pytest
from current_user import StoredUser, User, app, get_active_user, get_current_user, settings
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError

SECRET = "not-a-real-secret-" * 3
STORED_HASH = "the-stored-hash"
LONG_AGO = 946_684_800
FAR_AHEAD = 4_102_488_000
PATHS = ["/users/me", "/users/me/items"]
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_users_and_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [
        StoredUser(username="alice", password_hash=STORED_HASH),
        StoredUser(username="bob", password_hash=STORED_HASH, disabled=True),
    ]
    monkeypatch.setattr(current_user, "users", {user.username: user for user in known})
    monkeypatch.setattr(settings, "jwt_secret", SecretStr(SECRET))


def bearer(claims: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256") -> dict[str, str]:
    return {"Authorization": "Bearer " + jwt.encode(claims, secret, algorithm=algorithm)}


def bearer_of(username: str) -> dict[str, str]:
    return bearer({"sub": username, "exp": FAR_AHEAD})


def test_a_valid_token_gives_the_user_on_both_routes() -> None:
    response = client.get("/users/me", headers=bearer_of("alice"))
    assert response.status_code == 200
    assert response.json() == {"username": "alice", "disabled": False}
    response = client.get("/users/me/items", headers=bearer_of("alice"))
    assert response.status_code == 200
    assert response.json() == [{"item": "Lamp", "owner": "alice"}]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        bearer_of("nobody"),
        bearer_of(""),
        bearer({"sub": "alice", "exp": FAR_AHEAD}, secret="another-secret-" * 3),
        bearer({"sub": "alice", "exp": FAR_AHEAD}, algorithm="HS384"),
        bearer({"sub": "alice", "exp": LONG_AGO}),
        bearer({"sub": "alice"}),
        bearer({"exp": FAR_AHEAD}),
        {"Authorization": "Bearer garbage"},
        {"Authorization": "Bearer"},
    ],
    ids=[
        "unknown user",
        "empty user",
        "forged",
        "other algorithm",
        "expired",
        "endless",
        "no subject",
        "garbage",
        "no token",
    ],
)
def test_an_unknown_user_and_any_bad_token_are_the_same_401(path: str, headers: dict[str, str]) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Could not validate credentials"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PATHS)
def test_without_a_token_it_is_401(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PATHS)
def test_a_disabled_user_is_403(path: str) -> None:
    response = client.get(path, headers=bearer_of("bob"))
    assert response.status_code == 403
    assert response.json() == {"detail": "This account is disabled"}
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize("path", PATHS)
def test_the_password_hash_never_leaves(path: str) -> None:
    response = client.get(path, headers=bearer_of("alice"))
    assert response.status_code == 200
    assert STORED_HASH not in response.text
    assert "password_hash" not in response.text


def test_without_the_annotation_of_the_smaller_model_it_would() -> None:
    leaky = FastAPI()

    @leaky.get("/users/me", response_model=None)
    async def read_me(user: Annotated[StoredUser, Depends(get_current_user)]) -> User:
        return user

    response = TestClient(leaky).get("/users/me", headers=bearer_of("alice"))
    assert response.json() == {"username": "alice", "disabled": False, "password_hash": STORED_HASH}


def test_the_layer_below_lets_a_disabled_user_in() -> None:
    other = FastAPI()

    @other.get("/")
    async def read(user: Annotated[StoredUser, Depends(get_current_user)]) -> User:
        return user

    assert TestClient(other).get("/", headers=bearer_of("bob")).json() == {"username": "bob", "disabled": True}


def test_both_layers_in_one_request_look_the_user_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Mock(wraps=current_user.users)
    monkeypatch.setattr(current_user, "users", store)
    other = FastAPI()

    @other.get("/")
    async def compare(
        user: Annotated[StoredUser, Depends(get_current_user)],
        active: Annotated[StoredUser, Depends(get_active_user)],
    ) -> bool:
        return user is active

    assert TestClient(other).get("/", headers=bearer_of("alice")).json() is True
    assert store.get.call_count == 1


def test_an_override_stands_in_for_the_user_below_the_active_layer() -> None:
    app.dependency_overrides[get_current_user] = lambda: StoredUser(username="eve", password_hash="!", disabled=True)
    try:
        response = client.get("/users/me")
    finally:
        app.dependency_overrides.clear()
    assert response.status_code == 403


@pytest.mark.parametrize("path", PATHS)
def test_openapi_marks_both_operations_once(path: str) -> None:
    operation = app.openapi()["paths"][path]["get"]
    assert operation["security"] == [{"OAuth2PasswordBearer": []}]
    assert "parameters" not in operation
    assert set(operation["responses"]) == {"200"}


def test_openapi_knows_the_public_model_only() -> None:
    assert app.openapi()["components"] == {
        "schemas": {
            "User": {
                "type": "object",
                "title": "User",
                "required": ["username"],
                "properties": {
                    "username": {"type": "string", "title": "Username"},
                    "disabled": {"type": "boolean", "title": "Disabled", "default": False},
                },
            }
        },
        "securitySchemes": {
            "OAuth2PasswordBearer": {"type": "oauth2", "flows": {"password": {"scopes": {}, "tokenUrl": "token"}}}
        },
    }


def test_the_first_user_has_a_hash_that_matches_no_password(request: pytest.FixtureRequest) -> None:
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    monkeypatch.undo()
    assert current_user.users == {"alice": StoredUser(username="alice", disabled=False, password_hash="!")}


def test_the_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "0" * 32)
    assert current_user.Settings().jwt_secret.get_secret_value() == "0" * 32
    monkeypatch.setenv("JWT_SECRET", "0" * 31)
    with pytest.raises(ValidationError):
        current_user.Settings()


def test_without_the_environment_each_start_makes_a_new_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    made = {current_user.Settings().jwt_secret.get_secret_value() for _ in range(3)}
    assert len(made) == 3
    assert min(map(len, made)) >= 43
