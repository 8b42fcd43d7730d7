# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.132"]
# ///
"""Strict content type: read a body as JSON only if the request says that it is JSON.

Otherwise another site's page could send JSON with a visitor's cookies, without a
preflight request. `strict_content_type=False` switches the check off for clients that
cannot set the header. Use it only on a router for such clients, and never authenticate
by cookie there.
"""

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

app = FastAPI()
old_meters = APIRouter(prefix="/meters", strict_content_type=False)


class Reading(BaseModel):
    celsius: float


@app.post("/readings", status_code=201)
def create_reading(reading: Reading) -> Reading:
    return reading


@old_meters.post("/readings", status_code=201)
def create_reading_of_an_old_meter(reading: Reading) -> Reading:
    return reading


app.include_router(old_meters)
