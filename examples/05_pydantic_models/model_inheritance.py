# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Model inheritance: one base, and one child for what comes in, for what is stored and for what goes out.

The fields are written once and cannot drift apart. The response model decides what
leaves the server: what only the stored model has is filtered.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field


class ItemBase(BaseModel):
    name: Annotated[str, Field(min_length=1)]
    price: Annotated[float, Field(gt=0)]


class ItemCreate(ItemBase):
    supplier: str


class ItemStored(ItemCreate):
    id: int
    margin: float = 0.3


class ItemPublic(ItemBase):
    id: int


app = FastAPI()


@app.post("/items", response_model=ItemPublic)
def create_item(item: ItemCreate) -> ItemStored:
    return ItemStored(id=1, **item.model_dump())
