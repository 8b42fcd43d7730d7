# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pwdlib[argon2]", "pydantic-settings", "pyjwt"]
# ///
"""OAuth2PasswordRequestForm: log in with a form and get a bearer token.

An unknown user costs one verification too, against a hash that nothing matches:
neither the answer nor its duration tells who has an account. The endpoint is
`def`, not `async def`, because hashing would hold up the event loop. The client
asks for scopes, the server decides which of them it grants. ADMIN_PASSWORD and
JWT_SECRET come from the environment; without them they are random, different in
each worker, and nobody can log in. The dictionary stands for a user table.
"""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Annotated, Literal

import jwt
from fastapi import Depends, FastAPI, HTTPException, Response, status
from fastapi.security import OAuth2PasswordRequestForm
from pwdlib import PasswordHash
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    admin_password: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=12)
    jwt_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"
    expires_in: int
    scope: str


settings = Settings()
app = FastAPI()
lifetime = timedelta(minutes=15)
grantable_scopes = {"me", "items"}
password_hash = PasswordHash.recommended()
unknown_user_hash = password_hash.hash(token_urlsafe())
password_hashes = {"admin": password_hash.hash(settings.admin_password.get_secret_value())}


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()], response: Response) -> Token:
    if not password_hash.verify(form.password, password_hashes.get(form.username, unknown_user_hash)):
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Incorrect username or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    scope = " ".join(scope for scope in form.scopes if scope in grantable_scopes)
    claims = {"sub": form.username, "scope": scope, "exp": datetime.now(UTC) + lifetime}
    access_token = jwt.encode(claims, settings.jwt_secret.get_secret_value(), algorithm="HS256")
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=access_token, expires_in=int(lifetime.total_seconds()), scope=scope)
