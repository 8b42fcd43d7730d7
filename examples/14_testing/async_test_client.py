# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "httpx", "pytest"]
# ///
"""Async test client: await requests and the app's own objects in one event loop.

`AsyncClient(app=app)` is a TypeError since httpx 0.28, and in httpx2: pass `transport=ASGITransport(app=app)`,
with client and transport from the same package. The transport does not run the lifespan, so the fixture
enters `app.router.lifespan_context(app)`. The plugin behind `pytest.mark.anyio` is installed with FastAPI.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.orders = asyncio.Queue[str]()
    yield
    del app.state.orders


app = FastAPI(lifespan=lifespan)


@app.post("/orders/", status_code=202)
async def create_order(drink: str) -> dict[str, str]:
    await app.state.orders.put(drink)
    return {"ordered": drink}


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
    response = await client.post("/orders/", params={"drink": "tea"})
    assert response.json() == {"ordered": "tea"}
    assert await app.state.orders.get() == "tea"
