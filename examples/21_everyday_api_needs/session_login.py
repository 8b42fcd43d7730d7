# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.132"]
#
# [tool.fastapi-by-example]
# environment = ["ADMIN_PASSWORD"]
# ///
"""Login by session cookie: keep the session on the server, and protect it from CSRF.

The cookie is a random ID that scripts cannot read. Another site can make the browser
send it, so every change also needs the session's token in a header, which that site
cannot know. Login takes JSON, which that site cannot send. `__Host-` ties the cookie to
HTTPS and this host. With several users, verify hashed passwords.
"""

import os
from secrets import compare_digest

from fastapi import Depends, FastAPI, HTTPException, Response
from pydantic import BaseModel
from session_login_sessions import SessionDep, check_csrf, cookie, open_session, sessions

PASSWORD = os.environ["ADMIN_PASSWORD"]

app = FastAPI()


class Login(BaseModel):
    password: str


@app.post("/login")
def log_in(login: Login, response: Response) -> dict[str, str]:
    password = login.password.encode(errors="replace")  # JSON can hold lone surrogates
    if not compare_digest(password, PASSWORD.encode()):
        raise HTTPException(400, "Incorrect password")
    session = open_session("admin")
    response.set_cookie(cookie.model.name, session.id, secure=True, httponly=True)
    return {"csrf_token": session.csrf_token}


@app.get("/session")
def read_session(session: SessionDep) -> dict[str, str]:
    return {"username": session.username, "csrf_token": session.csrf_token}


@app.post("/logout", status_code=204, dependencies=[Depends(check_csrf)])
def log_out(session: SessionDep, response: Response) -> None:
    sessions.pop(session.id, None)
    response.delete_cookie(cookie.model.name, secure=True)
