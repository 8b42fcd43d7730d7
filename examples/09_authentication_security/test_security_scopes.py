from typing import Annotated, Any

import jwt
import pytest
import security_scopes
from fastapi import APIRouter, Depends, FastAPI, Security
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError
from security_scopes import app, get_current_user, get_profile, oauth2_scheme, settings

SECRET = "not-a-real-secret-" * 3
LONG_AGO = 946_684_800
FAR_AHEAD = 4_102_488_000
ANSWERS = {
    "/status": {"logged_in": "alice"},
    "/users/me": {"username": "alice"},
    "/users/me/items": {"item": "Lamp", "owner": "alice"},
}
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "jwt_secret", SecretStr(SECRET))


def bearer(claims: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256") -> dict[str, str]:
    return {"Authorization": "Bearer " + jwt.encode(claims, secret, algorithm=algorithm)}


def bearer_with(scope: str) -> dict[str, str]:
    return bearer({"sub": "alice", "exp": FAR_AHEAD, "scope": scope})


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/status", ""),
        ("/status", "me"),
        ("/users/me", "me"),
        ("/users/me", "items me"),
        ("/users/me/items", "me items"),
        ("/users/me/items", "items other me"),
    ],
)
def test_enough_scopes_pass(path: str, scope: str) -> None:
    response = client.get(path, headers=bearer_with(scope))
    assert response.status_code == 200
    assert response.json() == ANSWERS[path]


@pytest.mark.parametrize(
    ("path", "scope", "named"),
    [
        ("/users/me", "", "me"),
        ("/users/me", "items", "me"),
        ("/users/me", "men ME me:read", "me"),
        ("/users/me/items", "", "items me"),
        ("/users/me/items", "me", "items me"),
        ("/users/me/items", "items", "items me"),
    ],
)
def test_too_few_are_403_with_a_challenge_that_names_all_of_the_chain(path: str, scope: str, named: str) -> None:
    response = client.get(path, headers=bearer_with(scope))
    assert response.status_code == 403
    assert response.json() == {"detail": "Not enough permissions"}
    assert response.headers["www-authenticate"] == f'Bearer error="insufficient_scope", scope="{named}"'


def test_a_token_without_a_scope_claim_has_none() -> None:
    headers = bearer({"sub": "alice", "exp": FAR_AHEAD})
    assert client.get("/status", headers=headers).status_code == 200
    assert client.get("/users/me", headers=headers).status_code == 403


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize(
    "headers",
    [
        bearer({"sub": "alice", "exp": FAR_AHEAD, "scope": "me items"}, secret="another-secret-" * 3),
        bearer({"sub": "alice", "exp": FAR_AHEAD, "scope": "me items"}, algorithm="HS384"),
        bearer({"sub": "alice", "exp": LONG_AGO, "scope": "me items"}),
        bearer({"sub": "alice", "scope": "me items"}),
        bearer({"exp": FAR_AHEAD, "scope": "me items"}),
    ],
    ids=["forged", "other algorithm", "expired", "endless", "no subject"],
)
def test_a_bad_token_is_401_whatever_its_scopes(path: str, headers: dict[str, str]) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Could not validate credentials"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", ANSWERS)
def test_no_token_is_401(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 401
    assert response.json() == {"detail": "Not authenticated"}
    assert response.headers["www-authenticate"] == "Bearer"


async def show_scopes(required: SecurityScopes) -> dict[str, Any]:
    return {"scopes": required.scopes, "scope_str": required.scope_str}


async def middle(shown: Annotated[dict[str, Any], Security(show_scopes, scopes=["inner", "both"])]) -> dict[str, Any]:
    return shown


def test_scopes_add_up_along_the_chain_without_repetition() -> None:
    other = FastAPI()

    @other.get("/")
    async def read(shown: Annotated[dict[str, Any], Security(middle, scopes=["outer", "both"])]) -> dict[str, Any]:
        return shown

    assert TestClient(other).get("/").json() == {
        "scopes": ["outer", "both", "inner"],
        "scope_str": "outer both inner",
    }


def test_scopes_of_the_application_the_router_and_the_decorator_do_not_reach_the_parameter() -> None:
    router = APIRouter(dependencies=[Security(show_scopes, scopes=["router"])])

    @router.get("/", dependencies=[Security(show_scopes, scopes=["decorator"])])
    async def read(shown: Annotated[dict[str, Any], Depends(show_scopes)]) -> dict[str, Any]:
        return shown

    other = FastAPI(dependencies=[Security(show_scopes, scopes=["application"])])
    other.include_router(router)
    assert TestClient(other).get("/").json() == {"scopes": [], "scope_str": ""}


def test_one_dependency_runs_once_for_each_set_of_scopes() -> None:
    ran: list[list[str]] = []

    async def note(required: SecurityScopes) -> None:
        ran.append(required.scopes)

    other = FastAPI()

    @other.get("/")
    async def read(
        first: Annotated[None, Security(note, scopes=["a"])],
        again: Annotated[None, Security(note, scopes=["a"])],
        other_scope: Annotated[None, Security(note, scopes=["b"])],
        none: Annotated[None, Depends(note)],
    ) -> None: ...

    assert TestClient(other).get("/").status_code == 200
    assert ran == [["a"], ["b"], []]


@pytest.mark.parametrize(
    ("path", "scopes"),
    [("/status", []), ("/users/me", ["me"]), ("/users/me/items", ["items", "me"])],
)
def test_openapi_lists_the_scopes_per_operation(path: str, scopes: list[str]) -> None:
    operation = app.openapi()["paths"][path]["get"]
    assert operation["security"] == [{"OAuth2PasswordBearer": scopes}]
    assert "parameters" not in operation


def test_openapi_describes_the_scopes() -> None:
    assert app.openapi()["components"]["securitySchemes"] == {
        "OAuth2PasswordBearer": {
            "type": "oauth2",
            "flows": {
                "password": {
                    "scopes": {"me": "Read your profile", "items": "Read your items"},
                    "tokenUrl": "token",
                }
            },
        }
    }


def test_openapi_lists_the_scopes_of_a_scheme_used_directly() -> None:
    other = FastAPI()
    other.get("/", dependencies=[Security(oauth2_scheme, scopes=["items"])])(lambda: None)
    assert other.openapi()["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": ["items"]}]


def test_openapi_lists_the_scopes_of_a_router() -> None:
    router = APIRouter(dependencies=[Security(get_current_user, scopes=["items"])])
    router.get("/", dependencies=[Depends(get_profile)])(lambda: None)
    other = FastAPI()
    other.include_router(router)
    assert other.openapi()["paths"]["/"]["get"]["security"] == [{"OAuth2PasswordBearer": ["items", "me"]}]
    assert TestClient(other).get("/", headers=bearer_with("items me")).status_code == 200
    assert TestClient(other).get("/", headers=bearer_with("me")).status_code == 403
    assert TestClient(other).get("/", headers=bearer_with("items")).status_code == 403


def test_the_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "0" * 32)
    assert security_scopes.Settings().jwt_secret.get_secret_value() == "0" * 32
    monkeypatch.setenv("JWT_SECRET", "0" * 31)
    with pytest.raises(ValidationError):
        security_scopes.Settings()


def test_without_the_environment_each_start_makes_a_new_long_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JWT_SECRET", raising=False)
    made = {security_scopes.Settings().jwt_secret.get_secret_value() for _ in range(3)}
    assert len(made) == 3
    assert min(map(len, made)) >= 43
