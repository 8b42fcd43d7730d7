# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "fastapi[standard]",
#   "orjson",  # what ORJSONResponse calls
# ]
# ///
"""ORJSONResponse: JSON written by orjson, and the return type that replaces it since FastAPI 0.131.

orjson takes dates and UUIDs that plain `json` refuses. Pydantic does the same for a return type and since FastAPI 0.130
writes the bytes directly, as fast and with documentation, so each ORJSONResponse now warns. For values
without a model write a Response class of your own whose `render` calls orjson.
"""

from datetime import date
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

SENSOR = UUID("6f1c0c56-6c0e-4a43-9d0a-3f4b8a8f0f11")
app = FastAPI()


class Reading(BaseModel):
    sensor: UUID
    day: date
    value: float


@app.get("/deprecated")
def read_with_orjson() -> ORJSONResponse:
    return ORJSONResponse({"sensor": SENSOR, "day": date(2026, 1, 2), "value": 1e-7})


@app.get("/recommended")
def read_with_pydantic() -> Reading:
    return Reading(sensor=SENSOR, day=date(2026, 1, 2), value=1e-7)
