# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.132"]
# ///
"""Strict content type: JSON is only read if the request says that it is JSON.

Otherwise a foreign web page could send it with a visitor's cookies, without a preflight.
`strict_content_type=False` switches that off for clients that cannot set the header. Do
so for a router of such clients only, and let in nobody there by a cookie.
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
