# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""API key in a header: let in the programs that send the right key.

`APIKeyHeader` takes the header out of the request, answers 401 where it is
missing or empty (403 before FastAPI 0.122) and documents it in OpenAPI. Whether
the key is right is your own comparison: `compare_digest` takes equally long for
every wrong key, and wants bytes because a header may hold any character. The
key comes from the variable API_KEY; without one it is random, so nobody gets
in and two workers would not even agree on it.
"""

from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import APIKeyHeader
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    api_key: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


settings = Settings()
app = FastAPI()
key_scheme = APIKeyHeader(name="X-API-Key")


async def require_api_key(key: Annotated[str, Depends(key_scheme)]) -> None:
    if not compare_digest(key.encode(), settings.api_key.get_secret_value().encode()):
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Invalid API key",
            headers={"WWW-Authenticate": "APIKey"},
        )


@app.get("/reports", dependencies=[Depends(require_api_key)])
async def list_reports() -> list[str]:
    return ["2026-11"]
