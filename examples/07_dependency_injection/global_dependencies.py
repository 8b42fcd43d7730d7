# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Global dependencies: run a check before every path operation of the application.

Included routers are guarded too, and so are WebSocket routes. Not guarded are
`/docs`, `/redoc` and `/openapi.json`, requests for which there is no route, and
mounted applications. What the dependency returns is not passed on. The mistake
is to rely on it for what is mounted, such as `StaticFiles`: use a middleware
there. Without `API_TOKEN` in the environment, or with an empty one, no route is
served.
"""

import os
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException


def verify_token(x_token: Annotated[str, Header()]) -> None:
    expected = os.environ["API_TOKEN"]
    if not expected or not secrets.compare_digest(x_token.encode(), expected.encode()):
        raise HTTPException(401, "Invalid token", headers={"WWW-Authenticate": "APIKey"})


app = FastAPI(dependencies=[Depends(verify_token)])
router = APIRouter(prefix="/users")


@app.get("/items")
def list_items() -> list[str]:
    return ["hammer"]


@router.get("/{user_id}")
def read_user(user_id: int) -> dict[str, int]:
    return {"user": user_id}


app.include_router(router)
