# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""JSON request body: a parameter typed as a Pydantic model is parsed from the JSON body.

Clients must send `Content-Type: application/json`. A body that does not match the model
gets a 422 that names the field.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float
    description: str | None = None


@app.post("/items")
def create_item(item: Item) -> Item:
    return item
