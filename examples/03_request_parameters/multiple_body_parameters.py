# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Multiple body parameters: the body is an object keyed by the parameters' names.

A single model is the whole body. Adding a second parameter moves it one level down and
breaks existing clients; `Body(embed=True)` gives a single model its key from the start.
A scalar without `Body()` is a query parameter.
"""

from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    item_id: int
    quantity: int = 1


class Customer(BaseModel):
    customer_id: int


@app.post("/orders", status_code=201)
def create_order(
    item: Item,
    customer: Customer,
    express: Annotated[bool, Body()],
) -> dict[str, Item | Customer | bool]:
    return {"item": item, "customer": customer, "express": express}


@app.put("/cart")
def replace_cart(item: Annotated[Item, Body(embed=True)]) -> Item:
    return item
