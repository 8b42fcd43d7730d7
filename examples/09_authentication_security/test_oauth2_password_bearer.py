import pytest
from fastapi.testclient import TestClient
from oauth2_password_bearer import ADMIN_PASSWORD, app

client = TestClient(app)
LOGIN = {"username": "admin", "password": ADMIN_PASSWORD}


def authorized_by(scheme: str) -> int:
    token = client.post("/token", data=LOGIN).json()["access_token"]
    return client.get("/reports", headers={"Authorization": f"{scheme} {token}"}).status_code


def test_login_gives_a_token_that_opens_the_route() -> None:
    response = client.post("/token", data=LOGIN)
    assert response.status_code == 200
    assert response.json()["token_type"] == "bearer"
    token = response.json()["access_token"]
    response = client.get("/reports", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    assert response.json() == ["2026-11"]


def test_scheme_is_case_insensitive_and_must_be_bearer() -> None:
    assert authorized_by("bearer") == authorized_by("BEARER") == 200
    assert authorized_by("Basic") == 401


@pytest.mark.parametrize(
    "login",
    [
        {**LOGIN, "password": "wrong"},
        {**LOGIN, "password": ADMIN_PASSWORD[:-1]},
        {**LOGIN, "password": "clé"},
        {**LOGIN, "username": "nobody"},
    ],
)
def test_wrong_login_is_400(login: dict[str, str]) -> None:
    response = client.post("/token", data=login)
    assert response.status_code == 400
    assert response.json() == {"detail": "Incorrect username or password"}


def test_lone_surrogate_in_the_password_is_a_wrong_login() -> None:
    part = '--X\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = part.format("username", "admin") + part.format("password", "+2AA-") + "--X--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}
    assert client.post("/token", content=body.encode(), headers=headers).status_code == 400


@pytest.mark.parametrize("header", [b"Bearer forged", b"Bearer", b"Bearer cl\xe9", f"Bearer {ADMIN_PASSWORD}".encode()])
def test_made_up_token_is_401_with_a_challenge(header: bytes) -> None:
    response = client.get("/reports", headers={b"Authorization": header})
    assert response.status_code == 401
    assert response.json() == {"detail": "Invalid token"}
    assert response.headers["www-authenticate"] == "Bearer"


def test_missing_token_is_401_with_a_challenge() -> None:
    response = client.get("/reports")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_openapi_says_where_to_get_a_token() -> None:
    document = app.openapi()
    (name,) = document["paths"]["/reports"]["get"]["security"][0]
    scheme = document["components"]["securitySchemes"][name]
    assert scheme == {"type": "oauth2", "flows": {"password": {"scopes": {}, "tokenUrl": "token"}}}
