# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "fakeredis[lua]",  # for the test
#     "fastapi-cache2",
#     "redis",
# ]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Redis response cache: keep an endpoint's answer in Redis with fastapi-cache, for all workers.

The key is made of the function and its arguments, so each query has an answer of its own; only GET is cached. Make the
Redis client in the lifespan: errors of the cache are only logged, and a client that belongs to another event loop
therefore gives misses and no error. Declare `fastapi-cache2` and `redis`; the extra `fastapi-cache2[redis]` asks for
`redis<5`. fastapi-cache imports Starlette's templating and so needs jinja2, which `fastapi[standard]` brings.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import redis.asyncio as redis
from fastapi import FastAPI
from fastapi_cache import FastAPICache
from fastapi_cache.backends.redis import RedisBackend
from fastapi_cache.decorator import cache


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) as client:
        FastAPICache.init(RedisBackend(client), prefix="example-reports")
        yield
        FastAPICache.reset()


app = FastAPI(lifespan=lifespan)


@app.get("/report")
@cache(expire=60, namespace="report")
async def read_report(year: int = 2026) -> dict[str, int | str]:
    return {"year": year, "computed_at": datetime.now(UTC).isoformat()}


@app.delete("/report", status_code=204)
async def forget_report() -> None:
    await FastAPICache.clear(namespace="report")
