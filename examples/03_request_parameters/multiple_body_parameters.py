# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Multiple body parameters: with more than one, the body is an object keyed by the parameters' names.

A single model is the body itself; a second one, or a `Body()` scalar, moves both a level down, which breaks
the clients of the first. `Body(embed=True)` gives a single model its key from the start. A scalar needs
`Body()`: without it, it is a query parameter.
"""

from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float


class User(BaseModel):
    username: str


class Order(BaseModel):
    item: Item
    user: User
    quantity: int


@app.post("/orders/")
def create_order(item: Item, user: User, quantity: Annotated[int, Body(gt=0)]) -> Order:
    return Order(item=item, user=user, quantity=quantity)


@app.put("/items/")
def update_item(item: Annotated[Item, Body(embed=True)]) -> Item:
    return item
