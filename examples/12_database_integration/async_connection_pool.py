# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "aiosqlite",
#     "psycopg[binary]",
#     "sqlalchemy[asyncio]",
# ]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Async connection pool: bound the connections of one process and reuse them.

The pool keeps up to `pool_size` connections and opens `max_overflow` more under load; who comes then waits for
`pool_timeout` seconds. Every worker process has a pool of its own, and the database must bear the sum. `pool_pre_ping`
tests a connection before it is handed out, so one that the server has closed is replaced rather than an error.

An in-memory SQLite database has another kind of pool and refuses these options.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
POOL_TIMEOUT = 5.0


def database_url() -> URL:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, AsyncEngine]]:
    engine = create_async_engine(
        database_url(), pool_size=2, max_overflow=1, pool_timeout=POOL_TIMEOUT, pool_pre_ping=True
    )
    yield {"engine": engine}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(PoolTimeoutError)
async def too_busy(request: Request, error: PoolTimeoutError) -> JSONResponse:
    return JSONResponse({"detail": "Too busy"}, status_code=503, headers={"Retry-After": "1"})


@app.get("/health")
async def read_health(request: Request) -> dict[str, int]:
    async with request.state.engine.connect() as connection:
        answer: int = await connection.scalar(text("SELECT 1"))
    return {"database": answer}
