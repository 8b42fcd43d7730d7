"""Passwords, sessions and tokens of whole_login.py. Keep `hashes` and `sessions` in a database."""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from threading import Semaphore
from typing import Annotated, NamedTuple

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer
from pwdlib import PasswordHash
from pydantic import BaseModel

SECRET_KEY = os.environ["SECRET_KEY"]

oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
password_hash = PasswordHash.recommended()
unknown_user_hash = password_hash.hash(token_urlsafe())
hashing = Semaphore(4)  # Argon2 takes 64 MiB each time


class Session(NamedTuple):
    id: str
    username: str
    refresh_digest: bytes
    expires: datetime


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: str = "bearer"


hashes: dict[str, str] = {}
sessions: dict[str, Session] = {}


def register(username: str, password: str) -> bool:
    with hashing:
        hashed = password_hash.hash(password.encode(errors="replace"))
    return hashes.setdefault(username, hashed) is hashed  # one of two at the same time


def verify(username: str, password: str) -> bool:
    stored = hashes.get(username, unknown_user_hash)
    with hashing:
        return password_hash.verify(password.encode(errors="replace"), stored)


def open_session(username: str, session_id: str) -> Tokens:
    secret, now = token_urlsafe(), datetime.now(UTC)
    digest = sha256(secret.encode()).digest()
    sessions[session_id] = Session(session_id, username, digest, now + timedelta(days=30))
    claims = {"sub": username, "sid": session_id, "exp": now + timedelta(minutes=15)}
    access_token = jwt.encode(claims, SECRET_KEY, algorithm="HS256")
    return Tokens(access_token=access_token, refresh_token=f"{session_id}.{secret}")


def renew_session(refresh_token: str) -> Tokens | None:
    session_id, _, secret = refresh_token.partition(".")
    session = sessions.pop(session_id, None)  # a token that was used before ends the session
    digest = sha256(secret.encode(errors="replace")).digest()
    if session is None or not compare_digest(digest, session.refresh_digest):
        return None
    if session.expires < datetime.now(UTC):
        return None
    return open_session(session.username, session_id)


def get_session(token: Annotated[str, Depends(oauth2_scheme)]) -> Session:
    try:
        claims = jwt.decode(token, SECRET_KEY, ["HS256"], {"require": ["exp", "sid"]})
        return sessions[claims["sid"]]
    except (jwt.InvalidTokenError, KeyError, TypeError):
        raise HTTPException(401, "Not logged in", {"WWW-Authenticate": "Bearer"}) from None


SessionDep = Annotated[Session, Depends(get_session)]
