# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Error headers: send headers together with an error, such as how to authenticate or when to try again.

A 401 must carry `WWW-Authenticate`, a 405 `Allow`, and a 429 or 503 should carry
`Retry-After`. The mistake is to set them on the `Response` parameter: those
headers and cookies belong to the successful answer and are lost when an
exception is raised. Without `API_TOKEN` in the environment `/me` is a 500, and
with an empty one a 401.
"""

import os
import secrets
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException

app = FastAPI()


@app.get("/me")
def read_me(authorization: Annotated[str, Header()] = "") -> dict[str, str]:
    token = os.environ["API_TOKEN"]
    if not token or not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise HTTPException(401, "Not authenticated", headers={"WWW-Authenticate": "Bearer"})
    return {"user": "ada"}


@app.get("/friends/{name}")
def read_friend(name: str) -> dict[str, str]:
    raise HTTPException(404, f"{name} is no friend")
