# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Model inheritance: one base model, and one model each for input, storage and output.

Shared fields are written once. The return type decides what leaves the server: a field
that only the stored model has is dropped.
"""

from decimal import Decimal
from itertools import count
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class ItemBase(BaseModel):
    name: Annotated[str, Field(min_length=1)]
    price: Annotated[Decimal, Field(gt=0)]


class ItemCreate(ItemBase):
    supplier: str


class ItemPublic(ItemBase):
    id: int


class ItemStored(ItemPublic):
    supplier: str


ids = count(1)


@app.post("/items", status_code=201)
def create_item(item: ItemCreate) -> ItemPublic:
    return ItemStored(id=next(ids), **item.model_dump())
