# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Return type annotation: the type after `->` is the response model.

Your editor checks it too. A subclass returned as its base is reduced to the fields of
the base. If both are given, `response_model` wins. `-> Response` means no model.
"""

from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: Decimal


class StoredItem(Item):
    cost: Decimal


@app.get("/items")
def list_items() -> list[Item]:
    return [StoredItem(name="Pen", price=Decimal("1.50"), cost=Decimal("0.30"))]
