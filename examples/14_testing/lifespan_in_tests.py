# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Lifespan in tests: enter the client with `with`, so that start-up and shut-down run.

`TestClient(app)` alone never starts the app: what the lifespan sets up is missing and nothing says why until
a handler needs it. Inside the block all requests share one event loop, without it each request has its own.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
    stock = {"tea": 3}
    app.state.open = True
    yield {"stock": stock}
    app.state.open = False


app = FastAPI(lifespan=lifespan)


@app.get("/stock/")
async def read_stock(request: Request) -> dict[str, int]:
    stock: dict[str, int] = request.state.stock
    return stock


def test_stock_is_there() -> None:
    with TestClient(app) as client:
        assert client.get("/stock/").json() == {"tea": 3}
