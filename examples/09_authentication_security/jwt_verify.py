# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2", "pyjwt"]
# [tool.fastapi-by-example]
# environment = ["SECRET_KEY"]
# ///
"""Verifying a JWT: trust a token only after checking signature, expiry and subject.

Fix the list of algorithms: the token's own header must not choose how it is checked.
PyJWT checks `exp` only if the token has one, so require it. Whatever is wrong with a
token, the answer is the same 401.
"""

import os
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field, ValidationError

SECRET_KEY = os.environ["SECRET_KEY"]
app = FastAPI()
bearer = HTTPBearer(bearerFormat="JWT")


class Claims(BaseModel):
    sub: str = Field(min_length=1)


async def get_claims(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> Claims:
    try:
        claims = jwt.decode(credentials.credentials, SECRET_KEY, algorithms=["HS256"], options={"require": ["exp"]})
        return Claims.model_validate(claims)
    except (jwt.InvalidTokenError, ValidationError):
        raise HTTPException(401, "Invalid token", {"WWW-Authenticate": "Bearer"}) from None


@app.get("/me")
async def read_me(claims: Annotated[Claims, Depends(get_claims)]) -> dict[str, str]:
    return {"subject": claims.sub}
