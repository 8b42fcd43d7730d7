# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "orjson"]
# ///
"""ORJSONResponse: write JSON with orjson, and the return type that has replaced it.

FastAPI deprecated it in 0.131. Returned directly, it skips validation and
documentation. A return type has both, and since 0.130 Pydantic writes it straight to
bytes; with ORJSONResponse as the response class, the same route takes about twice as
long.
"""

from datetime import date
from uuid import UUID

from fastapi import FastAPI
from fastapi.responses import ORJSONResponse
from pydantic import BaseModel

app = FastAPI()

SENSOR = UUID("6f1c0c56-6c0e-4a43-9d0a-3f4b8a8f0f11")


class Reading(BaseModel):
    sensor: UUID
    day: date
    value: float


@app.get("/orjson/readings")
def read_with_orjson() -> ORJSONResponse:
    return ORJSONResponse([{"sensor": SENSOR, "day": date(2026, 1, 2), "value": 0.5}])


@app.get("/readings")
def read_readings() -> list[Reading]:
    return [Reading(sensor=SENSOR, day=date(2026, 1, 2), value=0.5)]
