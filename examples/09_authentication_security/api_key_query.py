# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""API key in the query: accept a key from clients that can only send a URL.

Calendar feeds, for example, often cannot set a header. URLs end up in logs, browser
histories and Referer headers, so such a key should give access to nothing but its feed.
"""

import os
from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyQuery

API_KEY = os.environ["API_KEY"]
app = FastAPI()
api_key_query = APIKeyQuery(name="api_key")


async def require_api_key(key: Annotated[str, Depends(api_key_query)]) -> None:
    if not compare_digest(key.encode(), API_KEY.encode()):
        raise HTTPException(401, "Invalid API key", {"WWW-Authenticate": "APIKey"})


@app.get("/feed", dependencies=[Depends(require_api_key)])
async def read_feed() -> list[str]:
    return ["2026-11-21: release"]
