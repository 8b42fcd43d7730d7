from unittest.mock import Mock
from uuid import UUID, uuid4

import password_hashing
import pytest
from fastapi.testclient import TestClient
from password_hashing import app, hashes, unknown_account_hash
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher

PASSWORD = "not-a-real-password"
HASH_BY_PASSLIB = "$2b$04$LR5njK9Z/pPkSLEIlZuAJewyYC/r52MdCbdhAF3yyJw5L13tEOixC"  # of "correct horse"
client = TestClient(app)


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashing, "password_hash", PasswordHash((BcryptHasher(rounds=4),)))


def opened_account(password: str = PASSWORD) -> UUID:
    response = client.post("/accounts", json={"password": password})
    assert response.status_code == 201
    return UUID(response.json())


def log_in(account_id: UUID, password: str) -> tuple[int, str]:
    response = client.post(f"/accounts/{account_id}/login", json={"password": password})
    return response.status_code, response.text


@pytest.mark.parametrize("password", [PASSWORD, "x" * 12, "x" * 72, "é" * 36])
def test_right_password_logs_in_and_a_wrong_one_does_not(password: str) -> None:
    account_id = opened_account(password)
    assert log_in(account_id, password) == (204, "")
    for wrong in (password[:-1] + "y", password.upper()):
        assert log_in(account_id, wrong) == (401, '{"detail":"Incorrect account or password"}')


def test_store_holds_a_salted_bcrypt_hash() -> None:
    first, second = opened_account(), opened_account()
    assert hashes[first] != hashes[second]
    assert hashes[first].startswith("$2b$")
    assert PASSWORD not in hashes[first]


def test_unknown_account_costs_one_verification_too(monkeypatch: pytest.MonkeyPatch) -> None:
    account_id = opened_account()
    hasher = Mock(verify_and_update=Mock(return_value=(False, None)))
    monkeypatch.setattr(password_hashing, "password_hash", hasher)
    assert log_in(account_id, "a wrong guess") == log_in(uuid4(), "a wrong guess")
    verified = [call.args for call in hasher.verify_and_update.call_args_list]
    assert verified == [(b"a wrong guess", hashes[account_id]), (b"a wrong guess", unknown_account_hash)]
    assert unknown_account_hash.startswith("$2b$12$")


@pytest.mark.parametrize("password", ["x" * 11, "x" * 73, "é" * 37])
def test_password_under_12_or_over_72_bytes_is_422(password: str) -> None:
    refused = 422, '{"detail":"Password must be 12 to 72 bytes long"}'
    response = client.post("/accounts", json={"password": password})
    assert (response.status_code, response.text) == refused
    assert log_in(opened_account(), password) == refused


def test_lone_surrogate_is_a_wrong_password() -> None:
    headers = {"Content-Type": "application/json"}
    url = f"/accounts/{opened_account()}/login"
    assert client.post(url, content=b'{"password": "abcdefghijklm\\ud800"}', headers=headers).status_code == 401


def test_hash_made_by_passlib_verifies_and_is_upgraded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_hashing, "password_hash", PasswordHash((BcryptHasher(rounds=5),)))
    account_id = uuid4()
    monkeypatch.setitem(hashes, account_id, HASH_BY_PASSLIB)
    assert log_in(account_id, "correct horse")[0] == 204
    assert hashes[account_id].startswith("$2b$05$")
    assert log_in(account_id, "correct horse")[0] == 204
