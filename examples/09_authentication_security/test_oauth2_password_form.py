import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Barrier, BrokenBarrierError
from unittest.mock import Mock

import jwt
import oauth2_password_form
import pytest
from fastapi.testclient import TestClient
from oauth2_password_form import SECRET_KEY, app, hashes, unknown_user_hash

PASSWORD = os.environ["ADMIN_PASSWORD"]
LOGIN = {"username": "admin", "password": PASSWORD}
client = TestClient(app)


def read_me(token: str) -> tuple[int, object, str | None]:
    response = client.get("/me", headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.json(), response.headers.get("www-authenticate")


def test_login_gives_a_token_that_is_valid_for_15_minutes() -> None:
    earliest = int(datetime.now(UTC).timestamp())
    body = client.post("/token", data=LOGIN).json()
    assert body["token_type"] == "bearer"
    assert read_me(body["access_token"]) == (200, {"username": "admin"}, None)
    claims = jwt.decode(body["access_token"], SECRET_KEY, algorithms=["HS256"])
    assert earliest + 900 <= claims["exp"] <= datetime.now(UTC).timestamp() + 900


@pytest.mark.parametrize("key", [SECRET_KEY, "another-key-" * 4])
def test_expired_or_forged_token_is_401(key: str) -> None:
    exp = datetime.now(UTC) + timedelta(minutes=-1 if key == SECRET_KEY else 1)
    token = jwt.encode({"sub": "admin", "exp": exp}, key, algorithm="HS256")
    assert read_me(token) == (401, {"detail": "Invalid token"}, "Bearer")


@pytest.mark.parametrize("username", ["admin", "Admin", "nobody"])
def test_every_wrong_login_gets_the_same_400(username: str) -> None:
    login = {"username": username, "password": PASSWORD if username != "admin" else PASSWORD + "x"}
    response = client.post("/token", data=login)
    assert (response.status_code, response.json()) == (400, {"detail": "Incorrect username or password"})


def test_unknown_user_costs_a_verification_of_the_same_price(monkeypatch: pytest.MonkeyPatch) -> None:
    verify = Mock(return_value=False)
    monkeypatch.setattr(oauth2_password_form, "password_hash", Mock(verify=verify))
    for username in ("admin", "nobody"):
        client.post("/token", data={"username": username, "password": "guess"})
    assert [call.args for call in verify.call_args_list] == [(b"guess", hashes["admin"]), (b"guess", unknown_user_hash)]
    assert unknown_user_hash.split("$")[:4] == hashes["admin"].split("$")[:4]


def test_lone_surrogate_in_the_password_is_a_wrong_login() -> None:
    part = '--X\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = part.format("username", "admin") + part.format("password", "+2AA-") + "--X--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=X; charset=utf-7"}
    assert client.post("/token", content=body.encode(), headers=headers).status_code == 400


def test_no_more_than_four_logins_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fifth = Barrier(5)

    def verify(*arguments: object) -> bool:
        with suppress(BrokenBarrierError):
            return fifth.wait(0.5) < 0
        return True

    monkeypatch.setattr(oauth2_password_form, "password_hash", Mock(verify=verify))
    with client, ThreadPoolExecutor(60) as pool:
        codes = list(pool.map(lambda _: client.post("/token", data=LOGIN).status_code, range(60)))
    assert codes == [200] * 60


def test_missing_username_is_422() -> None:
    response = client.post("/token", data={"password": PASSWORD})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "username"]]
