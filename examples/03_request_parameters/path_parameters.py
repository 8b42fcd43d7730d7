# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Path parameters: a name in braces is passed to the function as its declared type.

A value that does not match the type gets a 422. An `Enum` limits the parameter to its
values and lists them in the docs.
"""

from enum import StrEnum
from uuid import UUID

from fastapi import FastAPI

app = FastAPI()


class Size(StrEnum):
    SMALL = "small"
    LARGE = "large"


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


@app.get("/orders/{order_id}")
def read_order(order_id: UUID) -> dict[str, UUID]:
    return {"order_id": order_id}


@app.get("/sizes/{size}")
def read_size(size: Size) -> dict[str, str]:
    return {"size": size, "label": size.name.title()}
