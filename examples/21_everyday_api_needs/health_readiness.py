# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "redis", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL", "REDIS_URL"]
# ///
"""Health and readiness: report whether the process is alive, and whether it can do its work now.

An orchestrator restarts a process that is not alive, and sends no requests to one that
is not ready. So only readiness checks the database and Redis. In
`health_readiness_checks.py`, each check has a time-out, and its result is reused for a
second, however many ask.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import redis.asyncio as redis
from fastapi import FastAPI, Request, Response
from health_readiness_checks import Readiness
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Readiness]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))

    async def query() -> None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async with redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) as client:
        yield {"readiness": Readiness({"database": query, "redis": client.ping})}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "alive"}


@app.get("/health/ready")
async def ready(request: Request, response: Response) -> dict[str, bool]:
    results: dict[str, bool] = await request.state.readiness.now()
    response.status_code = 200 if all(results.values()) else 503
    return results
