# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Computed field: a property that is part of the response but not of the request.

If a client sends a value under its name, it is ignored. The docs show it as read-only,
in a separate schema for the response. mypy needs the comment.
"""

from decimal import Decimal
from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, computed_field

app = FastAPI()


class Item(BaseModel):
    price: Annotated[Decimal, Field(ge=0, max_digits=8, decimal_places=2)]
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> Decimal:
        """What the customer pays."""
        return self.price * self.quantity


@app.post("/items", status_code=201)
def create_item(item: Item) -> Item:
    return item
