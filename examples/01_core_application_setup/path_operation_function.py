# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path operation function: what it returns becomes the JSON body.

Dicts, lists, scalars, None, Pydantic models and values such as a datetime need no conversion by hand. Annotate the
return type: it documents and filters the answer, and since 0.130 Pydantic then writes the JSON itself. Without it an
older encoder runs, and the text differs: `1e-07` instead of `1e-7`, `+00:00` instead of `Z`, a Decimal as a number.
"""

from datetime import UTC, datetime
from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Reading(BaseModel):
    sensor: str
    value: float
    cost: Decimal
    taken_at: datetime


@app.get("/dict")
def read_dict() -> dict[str, int]:
    return {"count": 3}


@app.get("/list")
def read_list() -> list[str]:
    return ["north", "söuth"]


@app.get("/scalar")
def read_scalar() -> float:
    return 0.0000001


@app.get("/none")
def read_none() -> None:
    pass


@app.get("/model")
def read_model() -> Reading:
    return Reading(sensor="roof", value=21.0, cost=Decimal("1.10"), taken_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))


@app.get("/datetime")
def read_datetime() -> datetime:
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
