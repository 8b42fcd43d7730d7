# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "httpx", "pytest"]
# ///
"""Async test client: await requests and the app's own objects in one event loop.

`AsyncClient(app=app)` is gone since httpx 0.28; pass
`transport=ASGITransport(app=app)`. The transport does not run the lifespan, so the
fixture enters it. `pytest.mark.anyio` comes with AnyIO, which FastAPI installs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from fastapi import FastAPI, HTTPException
from httpx import ASGITransport, AsyncClient


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.orders = asyncio.Queue[str](maxsize=100)
    yield
    del app.state.orders


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=202)
async def create_order(drinks: list[Literal["tea", "coffee"]]) -> None:
    for drink in drinks:
        try:
            app.state.orders.put_nowait(drink)
        except asyncio.QueueFull:
            raise HTTPException(status_code=503) from None


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(anyio_backend: str) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.mark.anyio
async def test_order_arrives_in_the_queue(client: AsyncClient) -> None:
    response = await client.post("/orders", json=["tea"])
    assert response.status_code == 202
    assert await app.state.orders.get() == "tea"
