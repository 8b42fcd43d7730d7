# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "celery[redis]"]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Celery: queue a job from an endpoint, run it in a worker, and report how it went.

Start the worker beside the app: `celery -A celery_task_queue:celery_app worker`. Celery
also reports `PENDING` for an id that it has never seen. Without the two timeouts, a
request takes twenty seconds or more to fail while Redis is down.
"""

import os
from pathlib import Path
from typing import Annotated
from uuid import UUID

from celery import Celery
from celery.result import AsyncResult
from fastapi import Body, FastAPI, HTTPException
from kombu.exceptions import OperationalError
from pydantic import BaseModel
from redis.exceptions import RedisError

app = FastAPI()
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")
celery_app = Celery("celery_task_queue", broker=REDIS_URL, backend=REDIS_URL)
celery_app.conf.redis_socket_timeout = 2.0
celery_app.conf.result_backend_transport_options = {"retry_policy": {"timeout": 1.0}}


class Job(BaseModel):
    id: UUID
    state: str
    words: int | None = None


@celery_app.task(autoretry_for=(OSError,), default_retry_delay=1, max_retries=5)
def count_words(name: str) -> int:
    return len(Path(f"documents/{name}.txt").read_text("utf-8").split())


@app.post("/counts", status_code=202)
def start_count(name: Annotated[str, Body(embed=True, pattern="^[a-z]+$", max_length=50)]) -> Job:
    try:
        job = count_words.delay(name)
    except (OperationalError, RuntimeError) as error:  # no broker, no result backend
        raise HTTPException(status_code=503) from error
    return Job(id=job.id, state="PENDING")


@app.get("/counts/{job_id}")
def read_count(job_id: UUID) -> Job:
    job = AsyncResult(str(job_id), app=celery_app)
    try:
        state = job.state  # read once: a moment later it may be another
    except RedisError as error:
        raise HTTPException(status_code=503) from error
    return Job(id=job_id, state=state, words=job.result if state == "SUCCESS" else None)
