# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Optional fields: a field may be left out, may be null, or both, and these are two things.

A default makes a field optional; `| None` only allows null. `model_fields_set` holds the fields
that were sent, so a PATCH can tell "set it to null" from "leave it as it is". In Pydantic 1
`X | None` without a default was optional too; since 2.0 it is required.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel


class Item(BaseModel):
    name: str
    owner: str | None
    description: str | None = None
    size: int | str | None = None
    stock: int = 0


app = FastAPI()


@app.post("/items")
def create_item(item: Item) -> Item:
    return item


@app.post("/changes")
def read_changes(item: Item) -> dict[str, Any]:
    return {"sent": sorted(item.model_fields_set), "values": item.model_dump(exclude_unset=True)}
