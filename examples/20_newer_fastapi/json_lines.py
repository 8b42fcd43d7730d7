# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.134"]
# ///
"""JSON Lines streaming: yield models, and each is sent immediately as one line of JSON.

The return type turns it on: `AsyncIterator[Order]`. Each item is validated and loses
the fields that the model does not declare. The whole body is never in memory. Check in
a dependency what can fail: once the generator runs, the status has been sent.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()

ROWS: dict[int, list[dict[str, object]]] = {
    2025: [{"id": 1, "item": "Pen", "note": "from a friend"}],
    2026: [{"id": 2, "item": "Füller\n", "note": ""}, {"id": 3, "item": "Ink", "note": ""}],
}


class Order(BaseModel):
    id: int
    item: str


def get_rows(year: int) -> list[dict[str, object]]:
    if year not in ROWS:
        raise HTTPException(404, "No orders in that year")
    return ROWS[year]


RowsDep = Annotated[list[dict[str, object]], Depends(get_rows)]


@app.get("/years/{year}/orders")
async def export_orders(rows: RowsDep) -> AsyncIterator[Order]:
    for row in rows:
        yield Order.model_validate(row)
