# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["ADMIN_TOKEN"]
# ///
"""A router behind one guard: its dependency protects every route, new ones included.

A guard that each route has to name will be forgotten sooner or later. It runs before
path, query and body are validated, but a body that is not JSON is refused first.
`auto_error=False` lets the guard answer 401: older releases of FastAPI answer 403.
"""

import os
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
ADMIN_TOKEN = os.environ["ADMIN_TOKEN"]
bearer = HTTPBearer(auto_error=False)


def verify_token(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    if given is None or not secrets.compare_digest(given.credentials.encode(), ADMIN_TOKEN.encode()):
        raise HTTPException(status_code=401, detail="Wrong token", headers={"WWW-Authenticate": "Bearer"})


admin = APIRouter(prefix="/users", dependencies=[Depends(verify_token)])
public = APIRouter()


@admin.get("")
def list_users() -> list[str]:
    return ["ann", "bob"]


@admin.delete("/{user_id}", status_code=204)
def delete_user(user_id: int) -> None:
    pass


@public.get("/health")
def read_health() -> str:
    return "healthy"


app.include_router(admin)
app.include_router(public)
