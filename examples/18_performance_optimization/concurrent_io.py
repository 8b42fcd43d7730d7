# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2", "httpx"]
# ///
"""Concurrent I/O: call several services at the same time with a TaskGroup and one HTTP client.

The lifespan creates the client once, so requests reuse its connections. If one call
fails, the TaskGroup cancels the others, while `asyncio.gather` leaves them running. A
TaskGroup raises an ExceptionGroup, so catch it with `except*`. The model also rejects
responses that are not the expected JSON.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel, ValidationError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    upstream = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")
    async with httpx.AsyncClient(base_url=upstream) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)

SHOPS = ["amsterdam", "berlin", "cork"]


class Stock(BaseModel):
    available: int


async def fetch(client: httpx.AsyncClient, shop: str) -> Stock:
    response = await client.get(f"/{shop}")
    response.raise_for_status()
    return Stock.model_validate_json(response.content)


@app.get("/stock")
async def read_stock(request: Request) -> dict[str, Stock]:
    client = request.state.client
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {shop: group.create_task(fetch(client, shop)) for shop in SHOPS}
    except* (httpx.HTTPError, ValidationError):
        pass  # raising here would wrap the exception in a group before Python 3.11.4
    else:
        return {shop: task.result() for shop, task in tasks.items()}
    raise HTTPException(status_code=502, detail="A shop did not answer")
