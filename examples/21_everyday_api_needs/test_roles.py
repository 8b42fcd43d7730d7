from datetime import UTC, datetime, timedelta

import jwt
import pytest
from fastapi.testclient import TestClient
from roles import Role, app, roles
from roles_authentication import SECRET_KEY

client = TestClient(app)


def logged_in(username: str, key: str = SECRET_KEY, minutes: int = 1, **claims: object) -> dict[str, str]:
    payload = {"sub": username, "exp": datetime.now(UTC) + timedelta(minutes=minutes), **claims}
    return {"Authorization": f"Bearer {jwt.encode(payload, key, algorithm='HS256')}"}


@pytest.mark.parametrize(("username", "article", "users"), [("ada", 201, 200), ("eve", 201, 403), ("bob", 403, 403)])
def test_each_role_opens_its_routes(username: str, article: int, users: int) -> None:
    headers = logged_in(username)
    assert client.post("/articles", headers=headers).status_code == article
    assert client.get("/admin/users", headers=headers).status_code == users


def test_admin_sees_the_users() -> None:
    answer = client.get("/admin/users", headers=logged_in("ada")).json()
    assert answer == {"ada": "ADMIN", "eve": "EDITOR", "bob": "READER"}
    assert client.post("/articles", headers=logged_in("eve")).json() == "A draft"


def test_role_that_is_taken_away_is_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = logged_in("ada")
    monkeypatch.setitem(roles, "ada", Role.READER)
    assert client.get("/admin/users", headers=headers).status_code == 403
    monkeypatch.delitem(roles, "ada")
    assert client.post("/articles", headers=headers).status_code == 403


def test_role_in_the_token_counts_for_nothing() -> None:
    headers = logged_in("bob", role="ADMIN", roles=["ADMIN"], scope="admin")
    assert client.get("/admin/users", headers=headers).status_code == 403


@pytest.mark.parametrize("username", ["mallory", "Ada", "ada ", "", "__class__"])
def test_unknown_user_has_no_role(username: str) -> None:
    assert client.post("/articles", headers=logged_in(username)).status_code == 403


def test_request_without_a_valid_token_is_a_401() -> None:
    forged = [logged_in("ada", key="another-key-" * 4), logged_in("ada", minutes=-1)]
    unsigned = jwt.encode({"sub": "ada", "exp": 4_102_488_000}, None, algorithm="none")
    for headers in ({}, *forged, {"Authorization": f"Bearer {unsigned}"}):
        response = client.get("/admin/users", headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"


def test_no_route_of_the_router_is_open() -> None:
    for path, operations in app.openapi()["paths"].items():
        assert all(operation["security"] for operation in operations.values()), path
