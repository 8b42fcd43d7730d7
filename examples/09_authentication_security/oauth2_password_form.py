# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pwdlib[argon2]>=0.2", "pyjwt"]
# [tool.fastapi-by-example]
# environment = ["ADMIN_PASSWORD", "SECRET_KEY"]
# ///
"""OAuth2PasswordRequestForm: log in with a form, get a token, and use it.

An unknown username costs a verification too, so neither the answer nor its timing
reveals who has an account. The login is `def`, not `async def`, because hashing would
block the event loop. In a real app, keep the hashes in a database.
"""

import os
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from threading import Semaphore
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm
from pwdlib import PasswordHash

SECRET_KEY = os.environ["SECRET_KEY"]
app = FastAPI()
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")
password_hash = PasswordHash.recommended()
unknown_user_hash = password_hash.hash(token_urlsafe())
hashes = {"admin": password_hash.hash(os.environ["ADMIN_PASSWORD"])}
hashing = Semaphore(4)  # Argon2 takes 64 MiB each time


@app.post("/token")
def log_in(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    password = form.password.encode(errors="replace")  # a form can hold lone surrogates
    stored = hashes.get(form.username, unknown_user_hash)
    with hashing:
        valid = password_hash.verify(password, stored)
    if not valid:
        raise HTTPException(status_code=400, detail="Incorrect username or password")
    claims = {"sub": form.username, "exp": datetime.now(UTC) + timedelta(minutes=15)}
    return {"access_token": jwt.encode(claims, SECRET_KEY, algorithm="HS256"), "token_type": "bearer"}


@app.get("/me")
async def read_me(token: Annotated[str, Depends(oauth2_scheme)]) -> dict[str, str]:
    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        raise HTTPException(401, "Invalid token", {"WWW-Authenticate": "Bearer"}) from None
    return {"username": claims["sub"]}
