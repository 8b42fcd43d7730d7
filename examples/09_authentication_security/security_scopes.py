# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pyjwt"]
# [tool.fastapi-by-example]
# environment = ["ADMIN_PASSWORD", "SECRET_KEY"]
# ///
"""Security scopes: each route names the permissions that a token must have.

`Security` is `Depends` with scopes. Scopes add up: `SecurityScopes` lists those of
every `Security` between the route and the dependency that reads it.
"""

import os
from datetime import UTC, datetime, timedelta
from secrets import compare_digest
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, Security
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm, SecurityScopes

ADMIN_PASSWORD = os.environ["ADMIN_PASSWORD"].encode()
SECRET_KEY = os.environ["SECRET_KEY"]
SCOPES = {"read": "Read reports", "delete": "Delete reports"}

app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token", scopes=SCOPES)


async def check_scopes(needed: SecurityScopes, token: Annotated[str, Depends(oauth2_scheme)]) -> None:
    challenge = {"WWW-Authenticate": f'Bearer scope="{needed.scope_str}"'}
    try:
        claims = jwt.decode(token, SECRET_KEY, ["HS256"], {"require": ["exp"]})
        granted = claims["scope"].split()
    except (jwt.InvalidTokenError, KeyError, AttributeError):
        raise HTTPException(401, "Invalid token", challenge) from None
    if not set(needed.scopes) <= set(granted):
        raise HTTPException(403, "Not enough permissions", challenge)


@app.post("/token")
async def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    password = form.password.encode(errors="replace")
    if form.username != "admin" or not compare_digest(password, ADMIN_PASSWORD):
        raise HTTPException(status_code=400, detail="Incorrect username or password")
    scope = " ".join(name for name in SCOPES if name in form.scopes)
    claims = {"scope": scope, "exp": datetime.now(UTC) + timedelta(minutes=15)}
    token = jwt.encode(claims, SECRET_KEY, algorithm="HS256")
    return {"access_token": token, "token_type": "bearer", "scope": scope}


@app.get("/reports")
async def list_reports(_: Annotated[None, Security(check_scopes, scopes=["read"])]) -> list[str]:
    return ["2026-11"]


@app.delete("/reports")
async def delete_reports(reports: Annotated[list[str], Security(list_reports, scopes=["delete"])]) -> int:
    return len(reports)
