# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "pydantic-settings",
#     "pyjwt",
#     "python-jose",  # for the test
# ]
# ///
"""Creating a JWT: sign who it is for and when it ends with PyJWT.

FastAPI's documentation uses PyJWT since 2024; it used python-jose before, and
each library reads the other's tokens. A token is signed, not encrypted: its
holder can read every claim, so put no secret in. `sub` has to be a string since
PyJWT 2.10, and a key for HS256 should have 32 bytes or more. JWT_SECRET comes
from the environment; without it a random one is made, which ends with the
process and which no second worker knows.
"""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from uuid import uuid4

import jwt
from fastapi import FastAPI, status
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


settings = Settings()
app = FastAPI()


def create_access_token(subject: str, issued_at: datetime, lifetime: timedelta = timedelta(minutes=15)) -> str:
    claims = {"sub": subject, "iat": issued_at, "exp": issued_at + lifetime}
    return jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")


@app.post("/guest-tokens", status_code=status.HTTP_201_CREATED)
async def create_guest_token() -> Token:
    return Token(access_token=create_access_token(f"guest:{uuid4()}", datetime.now(UTC)))
