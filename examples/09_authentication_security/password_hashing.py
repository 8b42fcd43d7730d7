# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "bcrypt", "pwdlib>=0.2"]
# ///
"""Password hashing: store a bcrypt hash of a password, never the password itself.

bcrypt uses at most 72 bytes and bcrypt 5 refuses more, so check the length first. New
systems should prefer Argon2: put `Argon2Hasher()` before `BcryptHasher()`, and each
login upgrades its hash. passlib has had no release since 2020 and fails with bcrypt 5;
pwdlib reads its hashes.
"""

from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Body, FastAPI, HTTPException
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import SecretStr

app = FastAPI()
password_hash = PasswordHash((BcryptHasher(),))
unknown_account_hash = password_hash.hash(token_urlsafe())
hashes: dict[UUID, str] = {}

Password = Annotated[SecretStr, Body(embed=True)]


def encode(password: SecretStr) -> bytes:
    encoded = password.get_secret_value().encode(errors="replace")
    if not 12 <= len(encoded) <= 72:
        raise HTTPException(status_code=422, detail="Password must be 12 to 72 bytes long")
    return encoded


@app.post("/accounts", status_code=201)
def open_account(password: Password) -> UUID:
    account_id = uuid4()
    hashes[account_id] = password_hash.hash(encode(password))
    return account_id


@app.post("/accounts/{account_id}/login", status_code=204)
def log_in(account_id: UUID, password: Password) -> None:
    stored = hashes.get(account_id, unknown_account_hash)
    valid, renewed = password_hash.verify_and_update(encode(password), stored)
    if not valid:
        raise HTTPException(status_code=401, detail="Incorrect account or password")
    if renewed:
        hashes[account_id] = renewed
