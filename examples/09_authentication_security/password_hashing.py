# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "bcrypt",  # by name: pwdlib[bcrypt] refuses the releases of bcrypt before 4.1.2
#     "passlib",  # for the test
#     "pwdlib",
# ]
# ///
"""Password hashing: keep a bcrypt hash of a password, and never the password.

passlib has had no release since 2020, and the `hash` and `verify` of its bcrypt
context raise ValueError with bcrypt 5; pwdlib hashes today and reads the old hashes.
bcrypt sees 72 bytes: bcrypt 5 refuses a longer password where older releases cut
it off without a word, so refuse it first. FastAPI's 422 for a malformed body
repeats that body, password and all: keep error responses out of your logs. The
dictionary stands for a table; another worker has one of its own.
"""

from secrets import token_urlsafe
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Body, FastAPI, HTTPException, status
from pwdlib import PasswordHash
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import BaseModel, SecretStr


class Account(BaseModel):
    account_id: UUID


class Credentials(Account):
    password: SecretStr


app = FastAPI()
password_hash = PasswordHash((BcryptHasher(),))
unknown_account_hash = password_hash.hash(token_urlsafe())
password_hashes: dict[UUID, str] = {}


def is_of_usable_length(password: str) -> bool:
    try:
        return 12 <= len(password.encode()) <= 72
    except UnicodeEncodeError:  # a lone surrogate, which JSON can spell
        return False


@app.post("/accounts", status_code=status.HTTP_201_CREATED)
def open_account(password: Annotated[SecretStr, Body(embed=True)]) -> Account:
    plain = password.get_secret_value()
    if not is_of_usable_length(plain):
        raise HTTPException(status_code=422, detail="A password has 12 to 72 bytes")
    account = Account(account_id=uuid4())
    password_hashes[account.account_id] = password_hash.hash(plain)
    return account


@app.post("/login")
def log_in(credentials: Credentials) -> Account:
    plain = credentials.password.get_secret_value()
    stored = password_hashes.get(credentials.account_id, unknown_account_hash)
    if not is_of_usable_length(plain) or not password_hash.verify(plain, stored):
        raise HTTPException(401, "Incorrect account or password", headers={"WWW-Authenticate": "Bearer"})
    return Account(account_id=credentials.account_id)
