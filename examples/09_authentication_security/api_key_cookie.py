# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""API key in a cookie: let in the browsers that hold the right cookie.

A browser sends cookies by itself, also on requests that another site makes it
send: set this one with httponly, secure and samesite, and let it open nothing
that changes data on GET. `APIKeyCookie` answers 401 where the cookie is missing
or empty (403 before FastAPI 0.122) and documents it in OpenAPI. The key comes
from the variable SESSION_KEY; without one it is random, so nobody gets in and
two workers would not even agree on it.
"""

from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import APIKeyCookie
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    session_key: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


settings = Settings()
app = FastAPI()
key_scheme = APIKeyCookie(name="session")


async def require_session(key: Annotated[str, Depends(key_scheme)]) -> None:
    if not compare_digest(key.encode(), settings.session_key.get_secret_value().encode()):
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Invalid session",
            headers={"WWW-Authenticate": "APIKey"},
        )


@app.get("/dashboard", dependencies=[Depends(require_session)])
async def read_dashboard() -> dict[str, int]:
    return {"open_tickets": 3}
