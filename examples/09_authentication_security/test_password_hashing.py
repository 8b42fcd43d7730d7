import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock
from uuid import UUID, uuid4

import password_hashing
import pytest
from fastapi.testclient import TestClient
from password_hashing import app, password_hashes, unknown_account_hash
from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.bcrypt import BcryptHasher

PASSWORD = "not-a-real-password"
HASH_BY_PASSLIB = "$2b$04$LR5njK9Z/pPkSLEIlZuAJewyYC/r52MdCbdhAF3yyJw5L13tEOixC"
"""Of "correct horse", made with passlib 1.7.4 and bcrypt 3.2.2."""
HASH_BY_PASSLIB_OF_80_BYTES = "$2b$04$jdZ/3WfA4wwr1OzOV1jDxONuHZDJQ.ipwy7nXZX.hqabXMgDmeMv6"
"""Of 80 times "a", made with the same; they cut it off after 72."""

client = TestClient(app)
cheap = PasswordHash((BcryptHasher(rounds=4),))


@pytest.fixture(autouse=True)
def cheap_hashes_and_no_accounts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(password_hashing, "password_hash", cheap)
    monkeypatch.setattr(password_hashing, "unknown_account_hash", cheap.hash("nothing matches this"))
    password_hashes.clear()
    yield
    password_hashes.clear()


def opened_account(password: str = PASSWORD) -> str:
    response = client.post("/accounts", json={"password": password})
    assert response.status_code == 201
    account_id: str = response.json()["account_id"]
    return account_id


def log_in(account_id: str, password: str) -> tuple[int, Any]:
    response = client.post("/login", json={"account_id": account_id, "password": password})
    return response.status_code, response.json()


def test_the_right_password_logs_in() -> None:
    account_id = opened_account()
    assert log_in(account_id, PASSWORD) == (200, {"account_id": account_id})


@pytest.mark.parametrize("wrong", [PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), "", "short", "x" * 73])
def test_a_wrong_password_does_not(wrong: str) -> None:
    assert log_in(opened_account(), wrong) == (401, {"detail": "Incorrect account or password"})


def test_the_refusal_says_how_to_authenticate() -> None:
    response = client.post("/login", json={"account_id": str(uuid4()), "password": PASSWORD})
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_an_unknown_account_gets_the_same_answer() -> None:
    opened_account()
    assert log_in(str(uuid4()), PASSWORD) == (401, {"detail": "Incorrect account or password"})


def test_an_unknown_account_costs_one_verification_too(monkeypatch: pytest.MonkeyPatch) -> None:
    account_id = opened_account()
    spy = Mock(verify=Mock(return_value=False))
    monkeypatch.setattr(password_hashing, "password_hash", spy)
    for each in (account_id, str(uuid4())):
        assert log_in(each, "a wrong guess")[0] == 401
    assert [call.args for call in spy.verify.call_args_list] == [
        ("a wrong guess", password_hashes[UUID(account_id)]),
        ("a wrong guess", password_hashing.unknown_account_hash),
    ]


def test_hashes_have_twelve_rounds_by_default() -> None:
    assert unknown_account_hash.startswith("$2b$12$")
    assert len(unknown_account_hash) == 60


def test_two_hashes_of_one_password_differ_and_both_verify() -> None:
    first, second = opened_account(), opened_account()
    assert password_hashes[UUID(first)] != password_hashes[UUID(second)]
    assert log_in(first, PASSWORD)[0] == log_in(second, PASSWORD)[0] == 200


def test_the_plain_text_is_nowhere_in_store_or_response() -> None:
    opened = client.post("/accounts", json={"password": PASSWORD})
    account_id = opened.json()["account_id"]
    entered = client.post("/login", json={"account_id": account_id, "password": PASSWORD})
    refused = client.post("/login", json={"account_id": account_id, "password": PASSWORD + "x"})
    too_long = client.post("/accounts", json={"password": PASSWORD * 10})
    assert [response.status_code for response in (opened, entered, refused, too_long)] == [201, 200, 401, 422]
    for response in (opened, entered, refused, too_long):
        assert PASSWORD not in response.text + str(response.headers)
    (stored,) = password_hashes.values()
    assert stored.startswith("$2b$04$")
    assert PASSWORD not in stored


def test_the_password_of_the_model_is_not_shown() -> None:
    credentials = password_hashing.Credentials.model_validate({"account_id": str(uuid4()), "password": PASSWORD})
    assert PASSWORD not in repr(credentials) + credentials.model_dump_json()


def test_a_malformed_body_is_repeated_in_the_422() -> None:
    response = client.post("/login", json={"password": PASSWORD})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "missing",
                "loc": ["body", "account_id"],
                "msg": "Field required",
                "input": {"password": PASSWORD},
            }
        ]
    }


def test_a_hash_by_the_older_library_still_verifies() -> None:
    account_id = uuid4()
    password_hashes[account_id] = HASH_BY_PASSLIB
    assert log_in(str(account_id), "correct horse")[0] == 200
    assert log_in(str(account_id), "wrong horse!!")[0] == 401
    assert cheap.verify_and_update("correct horse", HASH_BY_PASSLIB) == (True, None)


def test_a_hash_with_fewer_rounds_verifies_and_comes_back_renewed() -> None:
    valid, renewed = PasswordHash((BcryptHasher(rounds=5),)).verify_and_update("correct horse", HASH_BY_PASSLIB)
    assert valid
    assert renewed is not None
    assert renewed.startswith("$2b$05$")


def test_what_is_no_bcrypt_hash_is_an_error_and_not_a_wrong_password() -> None:
    with pytest.raises(UnknownHashError):
        cheap.verify(PASSWORD, "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA")


@pytest.mark.parametrize("password", ["x" * 11, "x" * 73, "é" * 37], ids=["11 bytes", "73 bytes", "37 letters"])
def test_a_password_under_12_or_over_72_bytes_is_422(password: str) -> None:
    response = client.post("/accounts", json={"password": password})
    assert response.status_code == 422
    assert response.json() == {"detail": "A password has 12 to 72 bytes"}
    assert password_hashes == {}


def test_a_lone_surrogate_is_422_at_opening_and_401_at_login() -> None:
    headers = {"Content-Type": "application/json"}
    opening = client.post("/accounts", content=b'{"password":"abcdefghijklm\\ud800"}', headers=headers)
    assert (opening.status_code, opening.json()) == (422, {"detail": "A password has 12 to 72 bytes"})
    body = b'{"account_id":"%s","password":"abcdefghijklm\\ud800"}' % opened_account().encode()
    login = client.post("/login", content=body, headers=headers)
    assert (login.status_code, login.json()) == (401, {"detail": "Incorrect account or password"})


@pytest.mark.parametrize("password", ["x" * 12, "x" * 72, "é" * 36], ids=["12 bytes", "72 bytes", "36 letters"])
def test_a_password_of_12_to_72_bytes_counts_to_its_last_byte(password: str) -> None:
    account_id = opened_account(password)
    assert log_in(account_id, password)[0] == 200
    assert log_in(account_id, password[:-1] + "y")[0] == 401


def test_bcrypt_itself_refuses_over_72_bytes_where_older_releases_cut_them_off() -> None:
    with pytest.raises(ValueError, match="password cannot be longer than 72 bytes"):
        cheap.hash("x" * 73)
    with pytest.raises(ValueError, match="password cannot be longer than 72 bytes"):
        cheap.verify("a" * 80, HASH_BY_PASSLIB_OF_80_BYTES)
    assert cheap.verify("a" * 72, HASH_BY_PASSLIB_OF_80_BYTES)


def test_openapi_marks_the_password_as_one() -> None:
    schemas = app.openapi()["components"]["schemas"]
    password = {"type": "string", "format": "password", "writeOnly": True, "title": "Password"}
    assert schemas["Credentials"]["properties"]["password"] == password
    assert schemas["Body_open_account_accounts_post"]["properties"] == {"password": password}


def test_openapi_answers_with_the_account_only() -> None:
    document = app.openapi()
    for path, status in (("/accounts", "201"), ("/login", "200")):
        content = document["paths"][path]["post"]["responses"][status]["content"]
        assert content == {"application/json": {"schema": {"$ref": "#/components/schemas/Account"}}}
    assert document["components"]["schemas"]["Account"] == {
        "type": "object",
        "title": "Account",
        "required": ["account_id"],
        "properties": {"account_id": {"type": "string", "format": "uuid", "title": "Account Id"}},
    }


@pytest.fixture(scope="module", params=['hash("x")', f'verify("x", "{HASH_BY_PASSLIB}")'], ids=["hash", "verify"])
def passlib_today(request: pytest.FixtureRequest) -> str:
    """What the older form writes, in a process of its own: passlib looks at bcrypt only once."""
    program = f"""
from passlib.context import CryptContext
context = CryptContext(schemes=["bcrypt"], bcrypt__rounds=4)
print("made")
context.{request.param}
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "made\n"
    return done.stderr


def test_passlib_no_longer_finds_the_version_of_bcrypt(passlib_today: str) -> None:
    assert passlib_today.startswith("(trapped) error reading bcrypt version\n")


def test_passlib_no_longer_hashes_with_bcrypt_5(passlib_today: str) -> None:
    assert passlib_today.splitlines()[-1] == (
        "ValueError: password cannot be longer than 72 bytes, truncate manually if necessary (e.g. my_password[:72])"
    )
