# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Router tags: group the operations in the docs by router, and add tags to single routes.

The tags of a route are those given to `include_router`, then the router's, then its own. FastAPI does not take out
duplicates. An Enum keeps the names in one place, so that a typing error does not open a second group.
"""

from enum import StrEnum

from fastapi import APIRouter, FastAPI


class Tag(StrEnum):
    ITEMS = "items"
    STOCK = "stock"
    SLOW = "slow"


router = APIRouter(prefix="/items", tags=[Tag.ITEMS])


@router.get("/")
def list_items() -> list[str]:
    return ["cup"]


@router.get("/report", tags=[Tag.SLOW, "reports"])
def report_items() -> dict[str, int]:
    return {"cups": 1}


app = FastAPI()
app.include_router(router, tags=[Tag.STOCK])


@app.get("/health/")
def read_health() -> dict[str, bool]:
    return {"healthy": True}
