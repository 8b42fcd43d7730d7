from typing import Any

import jwt
import pytest
from current_user import SECRET_KEY, StoredUser, app, get_current_user, users
from fastapi.testclient import TestClient

FAR_AHEAD = 4_102_488_000
PATHS = ["/users/me", "/users/me/items"]
client = TestClient(app)


def bearer(claims: dict[str, Any], key: str = SECRET_KEY, algorithm: str = "HS256") -> dict[str, str]:
    return {"Authorization": "Bearer " + jwt.encode(claims, key, algorithm=algorithm)}


def test_token_gives_its_user_to_both_routes_without_the_hash() -> None:
    headers = bearer({"sub": "alice", "exp": FAR_AHEAD})
    assert client.get("/users/me", headers=headers).json() == {"username": "alice", "disabled": False}
    assert client.get("/users/me/items", headers=headers).json() == [{"name": "Lamp", "owner": "alice"}]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        bearer({"sub": "nobody", "exp": FAR_AHEAD}),
        bearer({"sub": "", "exp": FAR_AHEAD}),
        bearer({"sub": "\ud800", "exp": FAR_AHEAD}),
        bearer({"sub": 7, "exp": FAR_AHEAD}),
        bearer({"sub": ["alice"], "exp": FAR_AHEAD}),
        bearer({"sub": None, "exp": FAR_AHEAD}),
        bearer({"exp": FAR_AHEAD}),
        bearer({"sub": "alice"}),
        bearer({"sub": "alice", "exp": 946_684_800}),
        bearer({"sub": "alice", "exp": FAR_AHEAD}, key="another-key-" * 4),
        bearer({"sub": "alice", "exp": FAR_AHEAD}, algorithm="HS512"),
        {"Authorization": "Bearer garbage"},
    ],
)
def test_unknown_user_and_bad_token_are_the_same_401(path: str, headers: dict[str, str]) -> None:
    response = client.get(path, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid token"}
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", PATHS)
def test_disabled_user_is_403(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(users, "bob", StoredUser(username="bob", password_hash="!", disabled=True))
    response = client.get(path, headers=bearer({"sub": "bob", "exp": FAR_AHEAD}))
    assert response.status_code == 403
    assert response.json() == {"detail": "This account is disabled"}


@pytest.mark.parametrize("path", PATHS)
def test_missing_token_is_refused(path: str) -> None:
    assert client.get(path).status_code in {401, 403}


def test_override_of_the_user_is_still_checked_for_being_active(monkeypatch: pytest.MonkeyPatch) -> None:
    eve = StoredUser(username="eve", password_hash="!", disabled=True)
    assert eve.password_hash == "!"
    monkeypatch.setitem(app.dependency_overrides, get_current_user, lambda: eve)
    assert client.get("/users/me").status_code == 403


def test_openapi_asks_both_routes_for_a_bearer_token_and_hides_the_hash() -> None:
    document = app.openapi()
    for path in PATHS:
        (name,) = document["paths"][path]["get"]["security"][0]
        assert document["components"]["securitySchemes"][name] == {"type": "http", "scheme": "bearer"}
    assert "password_hash" not in str(document)
