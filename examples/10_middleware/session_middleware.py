# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "itsdangerous"]
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""Signed cookie sessions: keep a visitor's state in a cookie that only you can change.

The cookie is signed, not encrypted: its holder can read it, and an old copy stays valid
for `max_age` seconds. Never put secrets or permissions in it. Assign to a key to save
it: a change inside a nested list or dict may be lost.
"""

import os
from typing import Annotated, Literal

from fastapi import Body, FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], https_only=True, max_age=3600)


@app.get("/language")
async def read_language(request: Request) -> str:
    return str(request.session.get("language", "en"))


@app.put("/language", status_code=204)
async def set_language(language: Annotated[Literal["en", "de", "fr"], Body()], request: Request) -> None:
    request.session["language"] = language


@app.delete("/language", status_code=204)
async def reset_language(request: Request) -> None:
    request.session.clear()
