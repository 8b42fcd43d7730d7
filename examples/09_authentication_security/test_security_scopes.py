import os
from time import time
from typing import Any

import jwt
import pytest
from fastapi.testclient import TestClient
from security_scopes import SECRET_KEY, app

FAR_AHEAD = 4_102_488_000
LOGIN = {"username": "admin", "password": os.environ["ADMIN_PASSWORD"]}
client = TestClient(app)


def bearer(claims: dict[str, Any], key: str = SECRET_KEY, algorithm: str = "HS256") -> dict[str, str]:
    return {"Authorization": "Bearer " + jwt.encode(claims, key, algorithm=algorithm)}


def bearer_with(scope: Any) -> dict[str, str]:
    return bearer({"exp": FAR_AHEAD, "scope": scope})


@pytest.mark.parametrize(("asked", "granted"), [("read", "read"), ("delete x read", "read delete"), ("x", "")])
def test_login_grants_known_scopes_for_15_minutes(asked: str, granted: str) -> None:
    body = client.post("/token", data={**LOGIN, "scope": asked}).json()
    assert (body["token_type"], body["scope"]) == ("bearer", granted)
    claims = jwt.decode(body["access_token"], SECRET_KEY, algorithms=["HS256"])
    assert claims["scope"] == granted
    assert 14 * 60 < claims["exp"] - time() <= 15 * 60
    headers = {"Authorization": f"Bearer {body['access_token']}"}
    assert client.get("/reports", headers=headers).status_code == (200 if "read" in granted else 403)


UTF_7 = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}


@pytest.mark.parametrize("login", [("admin", "wrong"), ("admin", "+2AA-"), ("nobody", LOGIN["password"])])
def test_wrong_login_is_400(login: tuple[str, str]) -> None:  # +2AA- is a lone surrogate
    part = '--X\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = part.format("username", login[0]) + part.format("password", login[1]) + "--X--\r\n"
    response = client.post("/token", content=body, headers=UTF_7)
    assert (response.status_code, response.json()) == (400, {"detail": "Incorrect username or password"})


def test_enough_scopes_pass() -> None:
    assert client.get("/reports", headers=bearer_with("x read")).json() == ["2026-11"]
    assert client.delete("/reports", headers=bearer_with("delete read")).json() == 1


BOTH = {"read", "delete"}
TOO_FEW = [("GET", "", {"read"}), ("GET", "READ", {"read"}), ("DELETE", "read", BOTH), ("DELETE", "delete", BOTH)]


@pytest.mark.parametrize(("method", "scope", "needed"), TOO_FEW)
def test_too_few_scopes_are_403_naming_all_that_are_needed(method: str, scope: str, needed: set[str]) -> None:
    response = client.request(method, "/reports", headers=bearer_with(scope))
    assert (response.status_code, response.json()) == (403, {"detail": "Not enough permissions"})
    scheme, _, scopes = response.headers["www-authenticate"].partition(" scope=")
    assert (scheme, set(scopes.strip('"').split())) == ("Bearer", needed)


BAD = [bearer_with(scope) for scope in (None, ["read"], {"read": True}, 7)]
BAD += [bearer({"exp": FAR_AHEAD}), bearer({"scope": "read"}), bearer({"scope": "read", "exp": 946_684_800})]
BAD += [bearer({"scope": "read", "exp": FAR_AHEAD}, key="another-key-" * 4), {"Authorization": "Bearer x"}]


@pytest.mark.parametrize("headers", BAD)
def test_bad_token_is_401(headers: dict[str, str]) -> None:
    response = client.get("/reports", headers=headers)
    assert (response.status_code, response.json()) == (401, {"detail": "Invalid token"})
    assert response.headers["www-authenticate"].startswith("Bearer")


def test_openapi_lists_the_scopes_of_each_operation() -> None:
    document = app.openapi()
    (scheme,) = document["components"]["securitySchemes"].values()
    scopes = {"read": "Read reports", "delete": "Delete reports"}
    assert scheme["flows"]["password"] == {"tokenUrl": "token", "scopes": scopes}
    (needed,) = document["paths"]["/reports"]["delete"]["security"][0].values()
    assert set(needed) == BOTH
