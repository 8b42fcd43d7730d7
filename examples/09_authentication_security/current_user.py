# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings", "pyjwt"]
# ///
"""get_current_user dependency: turn the bearer token into a user, for every route that asks.

A token of an unknown user is refused like a forged one, so that neither tells
who has an account. Being active is a layer of its own: 401 says who are you, 403
says not you. The return annotation `User` is what keeps the hash of a `StoredUser`
out of every response. The dictionary stands for a user table; `!` as a hash
matches no password. JWT_SECRET comes from the environment, or is random.
"""

from secrets import token_urlsafe
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import OAuth2PasswordBearer
from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


class User(BaseModel):
    username: str
    disabled: bool = False


class StoredUser(User):
    password_hash: str


settings = Settings()
app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
users = {"alice": StoredUser(username="alice", password_hash="!")}


async def get_current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> StoredUser:
    refused = HTTPException(
        status_code=status.HTTP_401_UNAUTHORIZED,
        detail="Could not validate credentials",
        headers={"WWW-Authenticate": "Bearer"},
    )
    try:
        secret = settings.jwt_secret.get_secret_value()
        claims = jwt.decode(token, secret, algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError:
        raise refused from None
    user = users.get(claims["sub"])
    if user is None:
        raise refused
    return user


async def get_active_user(user: Annotated[StoredUser, Depends(get_current_user)]) -> StoredUser:
    if user.disabled:
        raise HTTPException(status_code=status.HTTP_403_FORBIDDEN, detail="This account is disabled")
    return user


@app.get("/users/me")
async def read_me(user: Annotated[StoredUser, Depends(get_active_user)]) -> User:
    return user


@app.get("/users/me/items")
async def read_my_items(user: Annotated[StoredUser, Depends(get_active_user)]) -> list[dict[str, str]]:
    return [{"item": "Lamp", "owner": user.username}]
