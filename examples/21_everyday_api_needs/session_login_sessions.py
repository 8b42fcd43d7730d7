"""The sessions of session_login.py. Keep them in Redis or a database."""

from secrets import compare_digest, token_urlsafe
from time import time
from typing import Annotated, NamedTuple

from fastapi import Depends, Header, HTTPException
from fastapi.security import APIKeyCookie

cookie = APIKeyCookie(name="__Host-session", auto_error=False)


class Session(NamedTuple):
    id: str
    username: str
    csrf_token: str
    expires: float


sessions: dict[str, Session] = {}


def open_session(username: str) -> Session:
    session = Session(token_urlsafe(), username, token_urlsafe(), time() + 8 * 60 * 60)
    sessions[session.id] = session
    return session


def get_session(session_id: Annotated[str | None, Depends(cookie)]) -> Session:
    session = sessions.get(session_id or "")
    if session is None or session.expires < time():
        raise HTTPException(401, "Not logged in")
    return session


SessionDep = Annotated[Session, Depends(get_session)]


def check_csrf(session: SessionDep, x_csrf_token: Annotated[str, Header()] = "") -> None:
    if not compare_digest(x_csrf_token.encode(), session.csrf_token.encode()):
        raise HTTPException(403, "Wrong CSRF token")
