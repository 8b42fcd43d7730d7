# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Sub-dependencies: a dependency that needs the result of another one declares it like an endpoint does.

FastAPI resolves the chain from the inside out and stops at the first exception,
so `get_user` never sees a request without a token. A dependency that several
others share runs once per request. The mistake is to call `get_token(...)` by
hand in `get_user`: its parameters are then neither read nor documented.
"""

from hashlib import sha256
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

USERS_BY_TOKEN_HASH = {sha256(b"the token of ada").hexdigest(): "ada"}

app = FastAPI()


def get_token(authorization: Annotated[str, Header()] = "") -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise HTTPException(401, "Not authenticated", headers={"WWW-Authenticate": "Bearer"})
    return token


def get_user(token: Annotated[str, Depends(get_token)]) -> str:
    user = USERS_BY_TOKEN_HASH.get(sha256(token.encode()).hexdigest())
    if user is None:
        raise HTTPException(401, "Unknown token", headers={"WWW-Authenticate": "Bearer"})
    return user


@app.get("/me")
def read_me(user: Annotated[str, Depends(get_user)]) -> dict[str, str]:
    return {"user": user}


@app.get("/session")
def read_session(user: Annotated[str, Depends(get_user)], token: Annotated[str, Depends(get_token)]) -> dict[str, str]:
    return {"user": user, "token ends with": token[-3:]}
