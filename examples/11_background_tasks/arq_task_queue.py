# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "arq", "orjson"]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""ARQ: queue `async def` jobs in Redis and run them in a worker.

Start the worker beside the app: `arq arq_task_queue.WorkerSettings`. A known job id is
not queued again. ARQ is in maintenance mode. Its default serializer, pickle, is unsafe.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
from arq.connections import ArqRedis, RedisSettings, create_pool
from arq.jobs import Job
from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse
from redis.exceptions import RedisError


async def count_words(ctx: dict[str, Any], text: str) -> int:
    return len(text.split())


class WorkerSettings:
    functions = (count_words,)
    redis_settings = RedisSettings.from_dsn(os.environ.get("REDIS_URL", "redis://localhost:6379"))
    job_serializer = orjson.dumps
    job_deserializer = orjson.loads


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, ArqRedis]]:
    async with await create_pool(WorkerSettings.redis_settings, job_serializer=orjson.dumps) as redis:
        yield {"redis": redis}


app = FastAPI(lifespan=lifespan)


@app.exception_handler(RedisError)
async def answer_unavailable(request: Request, error: RedisError) -> JSONResponse:
    return JSONResponse({"detail": "The queue is unavailable"}, status_code=503)


@app.put("/documents/{name}/count", status_code=202)
async def start_count(name: str, text: Annotated[str, Body(embed=True, max_length=100_000)], request: Request) -> bool:
    job = await request.state.redis.enqueue_job("count_words", text, _job_id=f"count:{name}")
    return job is not None


@app.get("/documents/{name}/count")
async def read_count(name: str, request: Request) -> dict[str, int | None]:
    info = await Job(f"count:{name}", request.state.redis, _deserializer=orjson.loads).result_info()
    return {"words": info.result if info and info.success else None}
