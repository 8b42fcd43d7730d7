# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""JSONResponse: build a response whose status, headers and body depend on each other.

It bypasses the response model, and the documentation does not know what is in it. It
takes only what plain `json` takes; `jsonable_encoder` converts the rest, such as models
and datetimes. If only a header or the status varies, use the injected Response instead.
"""

from datetime import UTC, datetime

from fastapi import FastAPI, HTTPException
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Job(BaseModel):
    title: str
    finished_at: datetime | None = None


jobs = {
    1: Job(title="Report", finished_at=datetime(2026, 1, 2, tzinfo=UTC)),
    2: Job(title="Müllabfuhr"),
}


@app.get("/jobs/{job_id}")
def read_job(job_id: int) -> JSONResponse:
    if job_id not in jobs:
        raise HTTPException(status_code=404, detail="Job not found")
    body = jsonable_encoder(jobs[job_id])
    if jobs[job_id].finished_at is None:
        return JSONResponse(body, status_code=202, headers={"Retry-After": "5"})
    return JSONResponse(body)
