# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "httpx", "stamina>=24.3"]
# ///
"""Outbound calls with retry and time-out: call another service again if it fails, but not for ever.

Retry only failures that may pass (a lost connection, 429) of calls that change nothing.
stamina waits longer each time, with jitter. `DEADLINE` limits all attempts together.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
import stamina
from fastapi import FastAPI, HTTPException, Path, Request
from pydantic import BaseModel, FiniteFloat, ValidationError

DEADLINE = 5.0


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    upstream = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")
    async with httpx.AsyncClient(base_url=upstream, timeout=2, limits=httpx.Limits(max_connections=20)) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


class Rate(BaseModel):
    euros: FiniteFloat


def may_pass(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in {429, 500, 502, 503, 504}
    return isinstance(error, httpx.TransportError)


@stamina.retry(on=may_pass, attempts=3, wait_initial=0.1, wait_jitter=0.1)
async def fetch_rate(client: httpx.AsyncClient, currency: str) -> Rate:
    response = await client.get(f"/rates/{currency}")
    response.raise_for_status()
    return Rate.model_validate_json(response.content)


@app.get("/rates/{currency}")
async def read_rate(currency: Annotated[str, Path(pattern="^[A-Z]{3}$")], request: Request) -> Rate:
    try:
        async with asyncio.timeout(DEADLINE):
            return await fetch_rate(request.state.client, currency)
    except TimeoutError as error:
        raise HTTPException(status_code=504, detail="No rate in time") from error
    except (httpx.HTTPError, ValidationError) as error:
        raise HTTPException(status_code=502, detail="No rate") from error
