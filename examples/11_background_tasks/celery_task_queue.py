# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "celery[redis]",
#     "fakeredis[lua]",  # for the test
# ]
#
# [tool.fastapi-by-example]
# services = ["REDIS_URL", "CELERY_BROKER_URL"]
# ///
"""Celery: enqueue a job from an endpoint, let a worker process run it, and report how it went.

Start the worker beside the app with `celery -A celery_task_queue:celery_app worker`. Name the attribute: with only the
module name Celery takes what is called `app`, which here is FastAPI.

Without a result backend the state of a job can never be read. An unknown id is `PENDING` too, so an endpoint cannot
tell a job that waits from one that never was. Read the state once: a job that runs may have another a moment later. Its
`result` is an exception also in `RETRY` and `REVOKED`. For RabbitMQ set `CELERY_BROKER_URL`, which Celery prefers to
the broker that is named here.
"""

import os

from celery import Celery, Task
from celery.result import AsyncResult
from fastapi import FastAPI
from pydantic import BaseModel

REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")

celery_app = Celery("celery_task_queue", broker=REDIS_URL, backend=REDIS_URL)
app = FastAPI()


class Job(BaseModel):
    id: str
    state: str
    result: float | None = None
    error: str | None = None


@celery_app.task
def average(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers)


@celery_app.task(bind=True, autoretry_for=(ConnectionError,), max_retries=2, default_retry_delay=0)
def ping(self: Task, outages: int) -> int:
    if self.request.retries < outages:
        raise ConnectionError("unreachable")
    return int(self.request.retries)


@app.post("/averages", status_code=202)
def start_average(numbers: list[float]) -> Job:
    job = average.delay(numbers)
    return Job(id=job.id, state=job.state)


@app.post("/pings/{outages}", status_code=202)
def start_ping(outages: int) -> Job:
    job = ping.delay(outages)
    return Job(id=job.id, state=job.state)


@app.get("/jobs/{job_id}")
def read_job(job_id: str) -> Job:
    job = AsyncResult(job_id, app=celery_app)
    state = job.state
    if state == "SUCCESS":
        return Job(id=job_id, state=state, result=job.result)
    if state == "FAILURE":
        return Job(id=job_id, state=state, error=repr(job.result))
    return Job(id=job_id, state=state)
