# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["ADMIN_PASSWORD"]
# ///
"""OAuth2PasswordBearer: read the bearer token from the Authorization header.

The class refuses a request without a bearer token, and tells the Authorize button in
/docs where to get one. It does not check the token: look it up or verify it before you
trust it. The tokens are in memory here, so a restart logs everyone out.
"""

import os
from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

ADMIN_PASSWORD = os.environ["ADMIN_PASSWORD"]
app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
tokens: set[str] = set()


async def require_token(token: Annotated[str, Depends(oauth2_scheme)]) -> None:
    if token not in tokens:
        raise HTTPException(401, "Invalid token", {"WWW-Authenticate": "Bearer"})


@app.post("/token")
async def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    password = form.password.encode(errors="replace")
    if form.username != "admin" or not compare_digest(password, ADMIN_PASSWORD.encode()):
        raise HTTPException(status_code=400, detail="Incorrect username or password")
    token = token_urlsafe()
    tokens.add(token)
    return {"access_token": token, "token_type": "bearer"}


@app.get("/reports", dependencies=[Depends(require_token)])
async def list_reports() -> list[str]:
    return ["2026-11"]
