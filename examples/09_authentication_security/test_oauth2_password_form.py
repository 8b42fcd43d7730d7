from datetime import UTC, datetime
from typing import Annotated, Any

import jwt
import oauth2_password_form
import pytest
from fastapi import Depends, FastAPI
from fastapi.security import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fastapi.testclient import TestClient
from oauth2_password_form import Settings, app, password_hash, password_hashes, settings, unknown_user_hash
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import SecretStr, ValidationError

PASSWORD = "not-a-real-password"
SECRET = "not-a-real-secret-" * 3
REFUSED = {"detail": "Incorrect username or password"}
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_user_and_cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    monkeypatch.setattr(oauth2_password_form, "password_hashes", {"admin": cheap.hash(PASSWORD)})
    monkeypatch.setattr(oauth2_password_form, "unknown_user_hash", cheap.hash("nothing matches this"))
    monkeypatch.setattr(settings, "jwt_secret", SecretStr(SECRET))


def errors_without_messages(body: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in error.items() if key != "msg"} for error in body["detail"]]


def missing(*names: str) -> list[dict[str, Any]]:
    return [{"type": "missing", "loc": ["body", name], "input": None} for name in names]


def test_right_credentials_give_a_token_for_the_user() -> None:
    earliest = int(datetime.now(UTC).timestamp())
    response = client.post("/token", data={"username": "admin", "password": PASSWORD})
    latest = int(datetime.now(UTC).timestamp())
    assert response.status_code == 200
    body = response.json()
    token = body.pop("access_token")
    assert body == {"token_type": "bearer", "expires_in": 900, "scope": ""}
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert earliest + 900 <= claims.pop("exp") <= latest + 900
    assert claims == {"sub": "admin", "scope": ""}


def test_the_token_is_not_to_be_cached() -> None:
    response = client.post("/token", data={"username": "admin", "password": PASSWORD})
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("username", "password"),
    [("admin", "wrong"), ("admin", PASSWORD + " "), ("nobody", PASSWORD), ("Admin", PASSWORD)],
    ids=["wrong password", "nearly right", "unknown user", "other case"],
)
def test_wrong_credentials_are_401_in_the_same_words(username: str, password: str) -> None:
    response = client.post("/token", data={"username": username, "password": password})
    assert response.status_code == 401
    assert response.json() == REFUSED
    assert response.headers["www-authenticate"] == "Bearer"


def test_an_unknown_user_costs_one_verification_of_the_same_price(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[tuple[str, str]] = []

    class Spy:
        def verify(self, password: str, hashed: str) -> bool:
            verified.append((password, hashed))
            return False

    monkeypatch.setattr(oauth2_password_form, "password_hash", Spy())
    for username in ("admin", "nobody"):
        assert client.post("/token", data={"username": username, "password": "guess"}).status_code == 401
    known, unknown = oauth2_password_form.password_hashes["admin"], oauth2_password_form.unknown_user_hash
    assert verified == [("guess", known), ("guess", unknown)]


def test_stored_hashes_have_the_recommended_parameters() -> None:
    for hashed in (password_hashes["admin"], unknown_user_hash):
        assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_first_password_comes_from_the_settings() -> None:
    assert password_hash.verify(settings.admin_password.get_secret_value(), password_hashes["admin"])


@pytest.mark.parametrize(
    ("asked", "granted"),
    [("me", "me"), ("items me", "items me"), ("me admin", "me"), (" me  items ", "me items"), ("admin", "")],
)
def test_only_grantable_scopes_are_granted(asked: str, granted: str) -> None:
    response = client.post("/token", data={"username": "admin", "password": PASSWORD, "scope": asked})
    assert response.json()["scope"] == granted
    assert jwt.decode(response.json()["access_token"], SECRET, algorithms=["HS256"])["scope"] == granted


def app_that_shows_the_form(form_class: type[OAuth2PasswordRequestForm]) -> TestClient:
    other = FastAPI()

    @other.post("/token")
    def show(form: Annotated[OAuth2PasswordRequestForm, Depends(form_class)]) -> dict[str, Any]:
        return dict(vars(form))

    return TestClient(other)


def test_the_form_splits_scope_into_a_list_and_has_these_defaults() -> None:
    form_client = app_that_shows_the_form(OAuth2PasswordRequestForm)
    needed = {"username": "u", "password": "p"}
    nothing_more: dict[str, Any] = {
        "grant_type": None,
        "username": "u",
        "password": "p",
        "scopes": [],
        "client_id": None,
        "client_secret": None,
    }
    assert form_client.post("/token", data=needed).json() == nothing_more
    filled = {"grant_type": "password", "client_id": "c", "client_secret": "s"}
    response = form_client.post("/token", data={**needed, **filled, "scope": "a  b:read"})
    assert response.json() == {**needed, **filled, "scopes": ["a", "b:read"]}


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"password": "p"}, missing("username")),
        ({"username": "u"}, missing("password")),
        ({"username": "", "password": ""}, missing("username", "password")),
        ({}, missing("username", "password")),
    ],
    ids=["no username", "no password", "both empty", "nothing"],
)
def test_a_missing_username_or_password_is_422(data: dict[str, str], errors: list[dict[str, Any]]) -> None:
    response = client.post("/token", data=data)
    assert response.status_code == 422
    assert errors_without_messages(response.json()) == errors


def test_json_instead_of_a_form_is_422() -> None:
    response = client.post("/token", json={"username": "admin", "password": PASSWORD})
    assert response.status_code == 422
    assert errors_without_messages(response.json()) == missing("username", "password")


@pytest.mark.parametrize("grant_type", ["refresh_token", "xpasswordx", "Password"])
@pytest.mark.parametrize("form_class", [OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict])
def test_another_grant_type_is_422(form_class: type[OAuth2PasswordRequestForm], grant_type: str) -> None:
    data = {"username": "u", "password": "p", "grant_type": grant_type}
    response = app_that_shows_the_form(form_class).post("/token", data=data)
    assert response.status_code == 422
    assert errors_without_messages(response.json()) == [
        {
            "type": "string_pattern_mismatch",
            "loc": ["body", "grant_type"],
            "input": grant_type,
            "ctx": {"pattern": "^password$"},
        }
    ]


def test_the_strict_form_requires_the_grant_type() -> None:
    strict_client = app_that_shows_the_form(OAuth2PasswordRequestFormStrict)
    needed = {"username": "u", "password": "p"}
    response = strict_client.post("/token", data=needed)
    assert response.status_code == 422
    assert errors_without_messages(response.json()) == missing("grant_type")
    assert strict_client.post("/token", data={**needed, "grant_type": "password"}).status_code == 200


def test_an_empty_grant_type_is_a_missing_one_to_the_strict_form() -> None:
    data = {"username": "u", "password": "p", "grant_type": ""}
    response = app_that_shows_the_form(OAuth2PasswordRequestFormStrict).post("/token", data=data)
    assert response.status_code == 422
    assert errors_without_messages(response.json()) == missing("grant_type")


@pytest.mark.parametrize("grant_type", [{}, {"grant_type": ""}, {"grant_type": "password"}])
def test_the_lax_form_does_without_the_grant_type(grant_type: dict[str, str]) -> None:
    response = client.post("/token", data={"username": "admin", "password": PASSWORD, **grant_type})
    assert response.status_code == 200


def test_openapi_has_the_form() -> None:
    document = app.openapi()
    assert document["paths"]["/token"]["post"]["requestBody"] == {
        "content": {
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Body_log_in_token_post"}}
        },
        "required": True,
    }
    schema = document["components"]["schemas"]["Body_log_in_token_post"]
    assert schema["required"] == ["username", "password"]
    assert list(schema["properties"]) == ["grant_type", "username", "password", "scope", "client_id", "client_secret"]


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        (
            "grant_type",
            {"anyOf": [{"type": "string", "pattern": "^password$"}, {"type": "null"}], "title": "Grant Type"},
        ),
        ("username", {"type": "string", "title": "Username"}),
        ("password", {"type": "string", "format": "password", "title": "Password"}),
        ("scope", {"type": "string", "title": "Scope", "default": ""}),
        ("client_id", {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Client Id"}),
        (
            "client_secret",
            {"anyOf": [{"type": "string"}, {"type": "null"}], "format": "password", "title": "Client Secret"},
        ),
    ],
)
def test_openapi_describes_each_field(field: str, schema: dict[str, Any]) -> None:
    assert app.openapi()["components"]["schemas"]["Body_log_in_token_post"]["properties"][field] == schema


def test_openapi_has_the_token() -> None:
    document = app.openapi()
    response = document["paths"]["/token"]["post"]["responses"]["200"]
    assert response["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/Token"}}}
    assert document["components"]["schemas"]["Token"] == {
        "type": "object",
        "title": "Token",
        "required": ["access_token", "expires_in", "scope"],
        "properties": {
            "access_token": {"type": "string", "title": "Access Token"},
            "token_type": {"type": "string", "const": "bearer", "title": "Token Type", "default": "bearer"},
            "expires_in": {"type": "integer", "title": "Expires In"},
            "scope": {"type": "string", "title": "Scope"},
        },
    }


def test_openapi_of_the_strict_form_requires_the_grant_type() -> None:
    other = FastAPI()

    @other.post("/token")
    def log_in(form: Annotated[OAuth2PasswordRequestFormStrict, Depends()]) -> None: ...

    schema = other.openapi()["components"]["schemas"]["Body_log_in_token_post"]
    assert schema["required"] == ["grant_type", "username", "password"]
    assert schema["properties"]["grant_type"] == {"type": "string", "pattern": "^password$", "title": "Grant Type"}


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "0" * 12)
    monkeypatch.setenv("JWT_SECRET", "0" * 32)
    configured = Settings()
    assert configured.admin_password.get_secret_value() == "0" * 12
    assert configured.jwt_secret.get_secret_value() == "0" * 32
    assert "0" * 12 not in repr(configured)


@pytest.mark.parametrize(("name", "weak"), [("ADMIN_PASSWORD", "0" * 11), ("JWT_SECRET", "0" * 31)])
def test_a_weak_setting_is_refused_at_start(name: str, weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, weak)
    with pytest.raises(ValidationError):
        Settings()


def test_without_the_environment_each_start_makes_new_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADMIN_PASSWORD", raising=False)
    monkeypatch.delenv("JWT_SECRET", raising=False)
    made = [Settings() for _ in range(3)]
    secrets = {value.get_secret_value() for each in made for value in (each.admin_password, each.jwt_secret)}
    assert len(secrets) == 6
    assert min(map(len, secrets)) >= 43
