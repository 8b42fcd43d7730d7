# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "fastapi-cache2", "redis"]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Redis response cache: keep an endpoint's response in Redis with fastapi-cache, for all workers.

The key is made of the function and its arguments, not of the user, so cache only what
everybody may see. If Redis fails, the endpoint runs as usual and a warning is logged.
fastapi-cache2 has had no release since 2024 and its ETags differ between workers;
cashews and aiocache are maintained.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

import redis.asyncio as redis
from fastapi import FastAPI, Query
from fastapi_cache import FastAPICache
from fastapi_cache.backends.redis import RedisBackend
from fastapi_cache.decorator import cache


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) as client:
        FastAPICache.init(RedisBackend(client), prefix="shop")
        yield
        FastAPICache.reset()


app = FastAPI(lifespan=lifespan)


@app.get("/report")
@cache(expire=60, namespace="report")
async def read_report(year: Annotated[int, Query(ge=2000, le=2100)] = 2026) -> dict[str, int | str]:
    return {"year": year, "computed_at": datetime.now(UTC).isoformat()}
