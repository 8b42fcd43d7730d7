# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic-settings"]
# ///
"""API key in the query: accept a key where a client can only send a URL.

For calendar feeds, webhooks and image links that cannot carry a header. URLs end
up in access logs, browser histories and Referer headers, so prefer
`api_key_header`, and give such a key no more rights than its link needs.
`APIKeyQuery` answers 401 where the key is missing or empty (403 before FastAPI
0.122). The key comes from the variable FEED_KEY; without one it is random, so
nobody gets in and two workers would not even agree on it.
"""

from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import APIKeyQuery
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    feed_key: SecretStr = Field(default_factory=lambda: SecretStr(token_urlsafe()), min_length=32)


settings = Settings()
app = FastAPI()
key_scheme = APIKeyQuery(name="api_key")


async def require_api_key(key: Annotated[str, Depends(key_scheme)]) -> None:
    if not compare_digest(key.encode(), settings.feed_key.get_secret_value().encode()):
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Invalid API key",
            headers={"WWW-Authenticate": "APIKey"},
        )


@app.get("/feed", dependencies=[Depends(require_api_key)])
async def read_feed() -> list[str]:
    return ["2026-11-21: release"]
