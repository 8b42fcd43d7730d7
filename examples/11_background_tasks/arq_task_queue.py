# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "arq",
#     "fakeredis",  # for the test
#     "redis",  # for the test
# ]
#
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""ARQ: enqueue `async def` jobs over Redis and run them in a worker process.

Start the worker beside the app with `arq arq_task_queue.WorkerSettings`; app and worker must agree on the queue.
`enqueue_job` gives `None` while a job of the same id waits, runs or still has its result, so an id that is made from
the work renders a repeated request harmless. Job ids share one space over all queues, hence the prefix. ARQ runs a job
at least once: a worker that is stopped in the middle leaves it to be run again.

ARQ 0.26 to 0.28 need redis below 6, which is why it cannot share an environment with a current Celery.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, ClassVar

from arq import ArqRedis, create_pool
from arq.connections import RedisSettings
from arq.jobs import Job, JobStatus
from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

REDIS = RedisSettings.from_dsn(os.environ.get("REDIS_URL", "redis://localhost:6379/0"))
QUEUE = os.environ.get("ARQ_QUEUE", "arq:documents")


async def count_words(ctx: dict[str, Any], text: str) -> int:
    if not text:
        raise ValueError("nothing to count")
    return len(text.split())


class WorkerSettings:
    functions: ClassVar = [count_words]
    redis_settings = REDIS
    queue_name = QUEUE


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, ArqRedis]]:
    async with await create_pool(REDIS, default_queue_name=QUEUE) as redis:
        yield {"redis": redis}


app = FastAPI(lifespan=lifespan)


def get_redis(request: Request) -> ArqRedis:
    redis: ArqRedis = request.state.redis
    return redis


class Count(BaseModel):
    status: JobStatus
    words: int | None = None
    error: str | None = None


@app.put("/documents/{name}/count", status_code=202)
async def start_count(name: str, text: str, redis: Annotated[ArqRedis, Depends(get_redis)]) -> Count:
    job = await redis.enqueue_job("count_words", text, _job_id=f"{QUEUE}:{name}")
    if job is None:
        raise HTTPException(status_code=409, detail="This document has a count already")
    return Count(status=await job.status())


@app.get("/documents/{name}/count")
async def read_count(name: str, redis: Annotated[ArqRedis, Depends(get_redis)]) -> Count:
    job = Job(f"{QUEUE}:{name}", redis, QUEUE)
    status, info = await job.status(), await job.result_info()
    if info is None:
        return Count(status=status)
    return Count(status=status, words=info.result) if info.success else Count(status=status, error=repr(info.result))
