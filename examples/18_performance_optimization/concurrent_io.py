# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "httpx"]
# ///
"""Concurrent I/O: call several services at the same time with a TaskGroup and one shared HTTP client.

The client is made once in the lifespan, so that its connections are reused, and closed at shut-down.
`asyncio.TaskGroup` (Python 3.11) replaces `asyncio.gather`, which leaves the other calls running after the first one
failed. A TaskGroup raises an `ExceptionGroup`: catch it with `except*`, because a plain `except httpx.HTTPError` does
not, and raise the HTTPException there and not in a task, where it would be part of the group and a 500.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request

SERVICES = ("user", "orders", "news")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    upstream = os.environ.get("UPSTREAM_URL", "http://127.0.0.1:9000")
    async with httpx.AsyncClient(base_url=upstream, timeout=10) as client:
        app.state.client = client
        yield


def get_client(request: Request) -> httpx.AsyncClient:
    client: httpx.AsyncClient = request.app.state.client
    return client


async def fetch(client: httpx.AsyncClient, service: str) -> Any:
    response = await client.get(f"/{service}")
    return response.raise_for_status().json()


app = FastAPI(lifespan=lifespan)


@app.get("/dashboard")
async def read_dashboard(client: Annotated[httpx.AsyncClient, Depends(get_client)]) -> dict[str, Any]:
    try:
        async with asyncio.TaskGroup() as group:
            tasks = {service: group.create_task(fetch(client, service)) for service in SERVICES}
    except* httpx.HTTPError:
        failed = [service for service, task in tasks.items() if not task.cancelled() and task.exception()]
        raise HTTPException(502, f"no answer from: {', '.join(failed)}") from None
    return {service: task.result() for service, task in tasks.items()}
