from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import Mock, patch

import jwt
import pytest
import whole_login_security as security
from fastapi.testclient import TestClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from whole_login import app

ADA = {"username": "ada", "password": "staple horse"}
client = TestClient(app)
security.password_hash = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))  # quick
client.post("/users", json=ADA)
log_in = partial(client.post, "/token", data=ADA)


def refresh(token: str) -> Any:
    return client.post("/token/refresh", json={"refresh_token": token})


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_login_works_from_registration_to_logout() -> None:
    tokens = log_in().json()
    assert client.get("/me", headers=bearer(tokens["access_token"])).json() == {"username": "ada"}
    renewed = refresh(tokens["refresh_token"]).json()
    assert client.post("/logout", headers=bearer(renewed["access_token"])).status_code == 204
    assert {client.get("/me", headers=bearer(one["access_token"])).status_code for one in (tokens, renewed)} == {401}
    assert refresh(renewed["refresh_token"]).status_code == 400


def test_refresh_token_works_once_and_its_copy_ends_the_session() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(refresh, [log_in().json()["refresh_token"]] * 8))
    (renewed,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert refresh(renewed["refresh_token"]).status_code == 400
    assert client.get("/me", headers=bearer(renewed["access_token"])).status_code == 401


@pytest.mark.parametrize(("name", "value"), [("exp", 1), ("exp", None), ("sid", None), ("sid", ["a"]), ("sid", "b")])
def test_expired_or_forged_access_token_is_401(name: str, value: Any) -> None:
    claims = jwt.decode(log_in().json()["access_token"], security.SECRET_KEY, algorithms=["HS256"])
    assert 870 < claims["exp"] - datetime.now(UTC).timestamp() <= 900
    changed = {key: kept for key, kept in {**claims, name: value}.items() if kept is not None}
    for token in (jwt.encode(changed, security.SECRET_KEY), jwt.encode(claims, "another-key-" * 4)):
        assert client.get("/me", headers=bearer(token)).status_code == 401


def test_refresh_token_ends_after_30_days() -> None:
    for seconds, status in ((-60, 200), (60, 400)):
        tokens, later = log_in().json(), datetime.now(UTC) + timedelta(days=30, seconds=seconds)
        with patch.object(security, "datetime", Mock(now=Mock(return_value=later))):
            assert refresh(tokens["refresh_token"]).status_code == status
    assert {refresh(token).status_code for token in ("", ".", "\u00e4." * 9)} == {400}


def test_wrong_login_does_not_tell_who_has_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "password_hash", hasher := Mock(verify=Mock(return_value=False)))
    answers = [client.post("/token", data={"username": name, "password": "guess"}) for name in ("ada", "bob")]
    assert {(one.status_code, one.text) for one in answers} == {(400, '{"detail":"Incorrect user name or password"}')}
    verified = [call.args for call in hasher.verify.call_args_list]
    assert verified == [(b"guess", security.hashes["ada"]), (b"guess", security.unknown_user_hash)]


def test_account_is_made_once_and_well_formed_and_stores_no_password() -> None:
    eve = {"username": "e" * 30, "password": "e" * 128}
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/users", json=eve), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert {"username": eve["username"]} in [answer.json() for answer in answers]
    assert all(hashed.startswith("$argon2") for hashed in security.hashes.values())
    for change in ({"username": "Ada"}, {"password": "x" * 11}, {"password": "x" * 129}):
        assert client.post("/users", json={**ADA, "username": "new", **change}).status_code == 422
