# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""Global dependencies: run a check before every path operation of the application.

The routes of included routers and WebSocket routes are checked too. `/docs`, unknown
paths and mounted applications such as `StaticFiles` are not: use middleware for those.
The dependency's return value is dropped.
"""

import os
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException

API_KEY = os.environ["API_KEY"].encode()


def verify_api_key(x_api_key: Annotated[str, Header()] = "") -> None:
    if not x_api_key or not secrets.compare_digest(x_api_key.encode(), API_KEY):
        raise HTTPException(401, "Invalid API key", {"WWW-Authenticate": "ApiKey"})


app = FastAPI(dependencies=[Depends(verify_api_key)])
router = APIRouter(prefix="/users")


@app.get("/items")
def list_items() -> list[str]:
    return ["hammer"]


@router.get("/{user_id}")
def read_user(user_id: int) -> dict[str, int]:
    return {"user": user_id}


app.include_router(router)
