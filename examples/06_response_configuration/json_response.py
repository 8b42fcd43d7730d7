# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""JSONResponse: build the response by hand where status, headers and body depend on each other.

It passes by the response model, while the documentation still shows that model and a 200. It
takes only what plain `json` takes, so values such as a datetime go through `jsonable_encoder`
first. NaN is refused, because it is not JSON. If only a header or the status is needed, use the
injected Response instead.
"""

from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Query
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Job(BaseModel):
    title: str
    due: datetime


app = FastAPI()


@app.post("/jobs", response_model=Job)
def create_job(job: Job) -> JSONResponse:
    return JSONResponse(
        {"queued": jsonable_encoder(job), "position": 3},
        status_code=202,
        headers={"Location": "/jobs/7"},
    )


@app.get("/average")
def read_average(total: float, count: Annotated[float, Query(gt=0)]) -> JSONResponse:
    return JSONResponse({"average": total / count})
