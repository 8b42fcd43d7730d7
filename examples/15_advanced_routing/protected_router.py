# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""A router behind one guard: a dependency of the router protects every route in it, also the next one.

A guard that each route must name is forgotten sooner or later. The token comes from the environment and is
compared in constant time. Since FastAPI 0.122 a missing bearer token is a 401, before it was a 403. The guard runs
before the parameters are judged, but after the body was read: a body that is no JSON is refused first.
"""

import os
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer


def verify_token(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> None:
    expected = os.environ["ADMIN_TOKEN"]
    if not secrets.compare_digest(credentials.credentials.encode(), expected.encode()):
        raise HTTPException(401, "Wrong token", headers={"WWW-Authenticate": "Bearer"})


admin = APIRouter(prefix="/admin", dependencies=[Depends(verify_token)])


@admin.get("/users/")
def list_users() -> list[str]:
    return ["ann", "bob"]


@admin.put("/users/{user_id}")
def rename_user(user_id: int, body: dict[str, str]) -> dict[str, int | str]:
    return {"user_id": user_id, **body}


@admin.delete("/users/{user_id}", status_code=204)
def remove_user(user_id: int) -> None:
    pass


public = APIRouter()


@public.get("/health/")
def read_health() -> dict[str, bool]:
    return {"healthy": True}


app = FastAPI()
app.include_router(admin)
app.include_router(public)
