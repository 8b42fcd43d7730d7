# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pyjwt"]
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""get_current_user dependency: turn a bearer token into the user of the request.

An unknown user gets the same 401 as a forged token. `-> User` keeps the hash private.
"""

import os
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

SECRET_KEY = os.environ["SECRET_KEY"]
app = FastAPI()


class User(BaseModel):
    username: str
    disabled: bool = False


class StoredUser(User):
    password_hash: str


users = {"alice": StoredUser(username="alice", password_hash="!")}


async def get_current_user(token: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> StoredUser:
    try:
        claims = jwt.decode(token.credentials, SECRET_KEY, ["HS256"], {"require": ["exp"]})
        return users[str(claims["sub"])]
    except (jwt.InvalidTokenError, KeyError):
        raise HTTPException(401, "Invalid token", {"WWW-Authenticate": "Bearer"}) from None


async def get_active_user(user: Annotated[StoredUser, Depends(get_current_user)]) -> StoredUser:
    if user.disabled:
        raise HTTPException(status_code=403, detail="This account is disabled")
    return user


ActiveUserDep = Annotated[StoredUser, Depends(get_active_user)]


@app.get("/users/me")
async def read_me(user: ActiveUserDep) -> User:
    return user


@app.get("/users/me/items")
async def list_my_items(user: ActiveUserDep) -> list[dict[str, str]]:
    return [{"name": "Lamp", "owner": user.username}]
