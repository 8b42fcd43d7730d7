# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Return type annotation: the type after `->` is the response model, checked by your editor as well.

A child model that is returned through the annotation of its base is reduced to the base. Where
both are there, `response_model` wins over the annotation. A Response annotation
means no model; for a union with a Response say `response_model=None`, which
filters nothing: here the margin goes out.
"""

from decimal import Decimal

from fastapi import FastAPI, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel


class Item(BaseModel):
    name: str
    price: Decimal


class StoredItem(Item):
    margin: Decimal


class ItemName(BaseModel):
    name: str


PEN = StoredItem(name="pen", price=Decimal("1.50"), margin=Decimal("0.3"))
app = FastAPI()


@app.post("/items")
def create_item(item: Item) -> Item:
    return StoredItem(name=item.name, price=item.price, margin=Decimal("0.3"))


@app.get("/items")
def read_items() -> list[Item]:
    return [PEN]


@app.get("/items/pen/name", response_model=ItemName)
def read_name() -> Item:
    return PEN


@app.get("/items/pen/label")
def read_label() -> Response:
    return Response("pen: 1.50", media_type="text/plain")


@app.get("/items/pen", response_model=None)
def read_item(label: bool = False) -> Item | Response:
    return PlainTextResponse("pen: 1.50") if label else PEN
