# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pyjwt"]
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""Creating a JWT: sign a token that says who it is for and when it expires, with PyJWT.

A token is signed, not encrypted: anyone who holds it can read every claim. `sub` must
be a string, and an HS256 key needs at least 32 random bytes. FastAPI's documentation
used python-jose until 2024; each library can verify the other's tokens.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
from fastapi import FastAPI

SECRET_KEY = os.environ["SECRET_KEY"]
app = FastAPI()


def create_access_token(subject: str) -> str:
    now = datetime.now(UTC)
    claims = {"sub": subject, "iat": now, "exp": now + timedelta(minutes=15)}
    return jwt.encode(claims, SECRET_KEY, algorithm="HS256")


@app.post("/guest-tokens", status_code=201)
async def create_guest_token() -> dict[str, str]:
    return {"access_token": create_access_token(f"guest:{uuid4()}"), "token_type": "bearer"}
