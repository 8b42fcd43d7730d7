# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""BaseModel: describe a JSON body once and get parsing, validation and documentation.

Models can contain other models, and lists of them. Numbers in strings and ISO dates are
converted, but a number never becomes a string. Every error names the full path of its
field.
"""

from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Customer(BaseModel):
    name: str
    email: str | None = None


class Line(BaseModel):
    sku: str
    quantity: int


class Order(BaseModel):
    customer: Customer
    lines: list[Line]
    placed_at: datetime


@app.post("/orders", status_code=201)
def create_order(order: Order) -> Order:
    return order
