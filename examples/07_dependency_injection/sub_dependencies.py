# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""Sub-dependencies: a dependency declares another one just as an endpoint does.

FastAPI resolves the chain from the inside out and stops at the first exception, so
`get_user` never runs without a token. A dependency that several others share runs once
per request. Calling `get_token()` yourself would lose its parameters.
"""

import os
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer(auto_error=False)

USERS = {sha256(os.environ["API_KEY"].encode()).hexdigest(): "ada"}


def get_token(credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
    if credentials is None:
        raise HTTPException(401, "Bearer token missing", {"WWW-Authenticate": "Bearer"})
    return sha256(credentials.credentials.encode()).hexdigest()


TokenDep = Annotated[str, Depends(get_token)]


def get_user(token: TokenDep) -> str:
    if token not in USERS:
        raise HTTPException(401, "Unknown token", {"WWW-Authenticate": "Bearer"})
    return USERS[token]


@app.get("/session")
def read_session(user: Annotated[str, Depends(get_user)], token: TokenDep) -> dict[str, str]:
    return {"user": user, "session": token[:8]}
