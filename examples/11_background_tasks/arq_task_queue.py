# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "arq"]
#
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""ARQ: queue `async def` jobs over Redis and run them in a worker.

Start the worker beside the app: `arq arq_task_queue.WorkerSettings`. A job whose id is
known is not queued again while it waits, runs, or has a result. ARQ is only maintained, no
longer developed. It uses pickle unless told otherwise, and reading a pickle can run code.
"""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from arq import create_pool
from arq.connections import RedisSettings
from arq.jobs import Job, JobStatus
from fastapi import Body, FastAPI, HTTPException, Path, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from redis.exceptions import RedisError

REDIS = RedisSettings.from_dsn(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))
Name = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=50)]
Text = Annotated[str, Body(embed=True, max_length=100_000)]


async def count_words(ctx: dict[str, Any], text: str) -> int:
    return len(text.split())


def to_json(job: dict[str, Any]) -> bytes:
    return json.dumps(job).encode()


class WorkerSettings:
    functions = (count_words,)
    redis_settings = REDIS
    job_serializer = to_json
    job_deserializer = json.loads


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with await create_pool(REDIS, job_serializer=to_json) as redis:
        yield {"redis": redis}


app = FastAPI(lifespan=lifespan)


class Count(BaseModel):
    status: JobStatus
    words: int | None = None


@app.exception_handler(RedisError)
async def answer_unavailable(request: Request, error: RedisError) -> JSONResponse:
    return JSONResponse({"detail": "The queue is unavailable"}, status_code=503)


@app.put("/documents/{name}/count", status_code=202)
async def start_count(name: Name, text: Text, request: Request) -> Count:
    redis = request.state.redis
    job = await redis.enqueue_job("count_words", text, _job_id=f"count:{name}")
    if job is None:
        raise HTTPException(status_code=409, detail="This document has a count already")
    return Count(status=JobStatus.queued)


@app.get("/documents/{name}/count")
async def read_count(name: Name, request: Request) -> Count:
    job = Job(f"count:{name}", request.state.redis, _deserializer=json.loads)
    status = await job.status()
    result = await job.result_info() if status is JobStatus.complete else None
    return Count(status=status, words=result.result if result and result.success else None)
