# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Return type annotation: the type after `->` is the response model.

Your editor checks it too. A subclass returned as its base is reduced to the fields of
the base. `response_model` wins if both are there. `-> Response` means no model; for a
union with a Response, say `response_model=None`.
"""

from decimal import Decimal

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: Decimal


class StoredItem(Item):
    cost: Decimal


items = {1: StoredItem(name="Pen", price=Decimal("1.50"), cost=Decimal("0.30"))}


@app.get("/items")
def read_items() -> list[Item]:
    return list(items.values())


@app.get("/items/{item_id}")
def read_item(item_id: int) -> Item:
    if item_id not in items:
        raise HTTPException(status_code=404, detail="Item not found")
    return items[item_id]
