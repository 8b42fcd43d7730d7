# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""JSONResponse: build the status, headers and body of a response yourself.

It bypasses the response model, and its content is not documented. It accepts only what
the `json` module accepts; `jsonable_encoder` converts the rest, such as models and
datetimes. If only a header or the status varies, use the injected `Response` instead.
"""

from datetime import UTC, datetime

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Job(BaseModel):
    title: str
    started_at: datetime


@app.get("/job")
def read_job() -> JSONResponse:
    job = Job(title="Café report", started_at=datetime(2026, 1, 2, tzinfo=UTC))
    return JSONResponse(jsonable_encoder(job), status_code=202, headers={"Retry-After": "5"})
