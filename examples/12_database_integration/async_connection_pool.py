# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2.0.38"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Async connection pool: reuse connections, and limit how many one process opens.

Under load the pool opens up to `max_overflow` connections beyond `pool_size`. A request
that gets none within `pool_timeout` seconds is answered with a 503. `pool_pre_ping`
replaces a connection that the server has closed. Each worker process has its own pool.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import create_async_engine


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    url = os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db")
    engine = create_async_engine(url, pool_size=3, max_overflow=2, pool_timeout=1.0, pool_pre_ping=True)
    yield {"engine": engine}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(PoolTimeoutError)
async def answer_busy(request: Request, error: PoolTimeoutError) -> JSONResponse:
    return JSONResponse({"detail": "Too busy"}, status_code=503, headers={"Retry-After": "1"})


@app.get("/health")
async def read_health(request: Request) -> dict[str, bool]:
    async with request.state.engine.connect() as connection:
        one = await connection.scalar(text("SELECT 1"))
    return {"database": one == 1}
