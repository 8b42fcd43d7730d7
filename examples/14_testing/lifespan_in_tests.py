# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Lifespan in tests: enter the client with `with`, so that start-up and shut-down run.

`TestClient(app)` alone never starts the app, so what the lifespan loads is missing. All
requests inside the block share one event loop; without it, each has its own.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

prices: dict[str, float] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    prices.update(tea=2.5)
    yield
    prices.clear()


app = FastAPI(lifespan=lifespan)


@app.get("/prices")
def list_prices() -> dict[str, float]:
    return prices


def test_prices_are_loaded() -> None:
    with TestClient(app) as client:
        assert client.get("/prices").json() == {"tea": 2.5}
