# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""JSON request body: a parameter whose type is a Pydantic model is parsed from the body and validated.

The request has to say that it sends JSON: a body of another content type is not parsed and answered with a 422, and
since FastAPI 0.132 so is one without any. `FastAPI(strict_content_type=False)` accepts the latter again.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float
    description: str | None = None


@app.post("/items/")
def create_item(item: Item) -> Item:
    return item
