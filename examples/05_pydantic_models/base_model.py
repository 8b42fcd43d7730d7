# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""BaseModel: describe a JSON body once and get parsing, validation and documentation from it.

Numbers in strings become numbers and ISO strings become datetimes, but a number
never becomes a string. FastAPI parses the JSON first and validates the Python
objects, so a model in strict mode refuses dates that are sent as strings.
Since 0.128 FastAPI refuses models made with `pydantic.v1`.
"""

from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel


class Customer(BaseModel):
    name: str
    age: int | None = None


class Line(BaseModel):
    sku: str
    quantity: int
    price: float


class Order(BaseModel):
    """What the shop sends.

    Prices are for one piece.
    """

    customer: Customer
    lines: list[Line]
    placed_at: datetime
    gift: bool = False


app = FastAPI()


@app.post("/orders")
def create_order(order: Order) -> Order:
    return order
