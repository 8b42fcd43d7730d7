# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""API key in a header: let in only clients that send the right key.

`APIKeyHeader` reads the header, refuses a request without one, and documents the key in
OpenAPI. Checking the key is your job. `compare_digest` takes the same time for every
wrong key, and needs bytes because a header can contain non-ASCII characters.
"""

import os
from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader

API_KEY = os.environ["API_KEY"]
app = FastAPI()
api_key_header = APIKeyHeader(name="X-API-Key")


async def require_api_key(key: Annotated[str, Depends(api_key_header)]) -> None:
    if not compare_digest(key.encode(), API_KEY.encode()):
        raise HTTPException(401, "Invalid API key", {"WWW-Authenticate": "APIKey"})


@app.get("/reports", dependencies=[Depends(require_api_key)])
async def list_reports() -> list[str]:
    return ["2026-11"]
