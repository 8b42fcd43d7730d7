# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path operation function: its return value becomes the JSON response.

Dicts, lists, numbers, `None`, datetimes and Pydantic models are converted for you.
Annotate the return type: FastAPI then validates, filters and documents the response.
"""

from datetime import UTC, datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Reading(BaseModel):
    sensor: str
    value: float
    taken_at: datetime


READING = Reading(sensor="café", value=21.5, taken_at=datetime(2026, 1, 2, tzinfo=UTC))


@app.get("/readings/average")
def read_average() -> float:
    return READING.value


@app.get("/readings/start")
def read_start() -> datetime:
    return READING.taken_at


@app.get("/readings/by-sensor")
def read_by_sensor() -> dict[str, list[Reading]]:
    return {READING.sensor: [READING]}


@app.get("/alarm")
def read_alarm(limit: float = 30) -> Reading | None:
    return READING if READING.value > limit else None
