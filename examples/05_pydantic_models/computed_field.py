# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Computed field: a property that is part of the response and of its documentation, but not of the input.

It splits the schema into `Item-Input` and `Item-Output`, even where `separate_input_output_schemas=False`
asks for one. What a client sends under that name is ignored. The return type is what
the documentation shows, so it is not optional. The comment is for mypy, which knows no decorated properties.
"""

from fastapi import FastAPI
from pydantic import BaseModel, computed_field


class Item(BaseModel):
    price: float
    quantity: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> float:
        """What the customer pays."""
        return self.price * self.quantity


app = FastAPI()


@app.post("/items")
def create_item(item: Item) -> Item:
    return item
