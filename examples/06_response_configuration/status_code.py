# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Status code: declare it in the decorator, or change it on the injected Response.

The docs show only the declared code; list others in `responses=`. The names in `status`
follow the RFCs, and some have changed.
"""

from fastapi import FastAPI, Response, status
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


items: dict[int, Item] = {}


@app.put("/items/{item_id}", status_code=status.HTTP_201_CREATED)
def put_item(item_id: int, item: Item, response: Response) -> Item:
    if item_id in items:
        response.status_code = status.HTTP_200_OK
    items[item_id] = item
    return item
