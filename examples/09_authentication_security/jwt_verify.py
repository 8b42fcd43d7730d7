# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "pydantic-settings",
#     "pyjwt",
#     "python-jose",  # for the test
# ]
# ///
"""Verifying a JWT: believe a token only after its signature, its end and its subject are checked.

The list of algorithms is fixed here: never take it from the token's own header,
or its sender chooses how it is checked. PyJWT checks `exp` only where the token
has one, so `require` it. Whatever is wrong with a token, the answer is the same
401. JWT_SECRET comes from the environment and is the one the tokens were signed
with; without it a random one is made, and no token passes.
"""

from secrets import token_urlsafe
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    jwt_secret: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


settings = Settings()
app = FastAPI()
bearer_scheme = HTTPBearer(bearerFormat="JWT")


async def get_subject(credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer_scheme)]) -> str:
    try:
        claims = jwt.decode(
            credentials.credentials,
            settings.jwt_secret.get_secret_value(),
            algorithms=["HS256"],
            options={"require": ["exp", "sub"]},
        )
    except jwt.InvalidTokenError:
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        ) from None
    return str(claims["sub"])


@app.get("/me")
async def read_me(subject: Annotated[str, Depends(get_subject)]) -> dict[str, str]:
    return {"subject": subject}
