# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pwdlib[argon2]>=0.2", "pyjwt"]
#
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""Whole login: register, log in, read a protected route, refresh the token, and log out.

The access token is a JWT that names a session and is valid for 15 minutes. Logout
revokes it by ending the session. A refresh token works once: a second use means that it
was copied, and ends the session. pwdlib hashes with Argon2. Rate-limit logins.
"""

from secrets import token_urlsafe
from typing import Annotated

import whole_login_security as security
from fastapi import Body, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import BaseModel, Field
from whole_login_security import SessionDep, Tokens

app = FastAPI()


class Account(BaseModel):
    username: str = Field(pattern="^[a-z][a-z0-9_]{2,29}$")
    password: str = Field(min_length=12, max_length=128)


@app.post("/users", status_code=201)
def register(account: Account) -> dict[str, str]:
    if not security.register(account.username, account.password):
        raise HTTPException(409, "The user name is taken")
    return {"username": account.username}


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Tokens:
    if not security.verify(form.username, form.password):
        raise HTTPException(400, "Incorrect user name or password")
    return security.open_session(form.username, token_urlsafe())


@app.post("/token/refresh")
def refresh(refresh_token: Annotated[str, Body(embed=True)]) -> Tokens:
    if tokens := security.renew_session(refresh_token):
        return tokens
    raise HTTPException(400, "Log in again")


@app.get("/me")
def read_me(session: SessionDep) -> dict[str, str]:
    return {"username": session.username}


@app.post("/logout", status_code=204)
def log_out(session: SessionDep) -> None:
    security.sessions.pop(session.id, None)
