# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""API key in a cookie: log in once, and the browser sends the session key from then on.

A browser also sends cookies with requests that another site triggers;
`samesite="strict"` prevents that. `httponly` hides the key from scripts. The sessions
are in memory here: with more than one worker, keep them in a database.
"""

import os
from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import Depends, FastAPI, Form, HTTPException, Response
from fastapi.security import APIKeyCookie

API_KEY = os.environ["API_KEY"]
app = FastAPI()
session_cookie = APIKeyCookie(name="session")
sessions: set[str] = set()


async def require_session(key: Annotated[str, Depends(session_cookie)]) -> None:
    if key not in sessions:
        raise HTTPException(status_code=401, detail="Not logged in")


@app.post("/login", status_code=204)
async def log_in(api_key: Annotated[str, Form()], response: Response) -> None:
    if not compare_digest(api_key.encode(errors="replace"), API_KEY.encode()):
        raise HTTPException(status_code=401, detail="Invalid API key")
    key = token_urlsafe()
    sessions.add(key)
    response.set_cookie("session", key, httponly=True, secure=True, samesite="strict")


@app.get("/dashboard", dependencies=[Depends(require_session)])
async def read_dashboard() -> dict[str, int]:
    return {"open_tickets": 3}
