# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Router tags: group operations in the docs by router, and add tags to single routes.

A route has the tags of `include_router` first, then the router's, then its own. FastAPI
keeps duplicates. An Enum keeps the names in one place, so that no typo creates a group.
"""

from enum import StrEnum

from fastapi import APIRouter, FastAPI


class Tag(StrEnum):
    SHOP = "shop"
    ITEMS = "items"
    REPORTS = "reports"


app = FastAPI()
router = APIRouter(prefix="/items", tags=[Tag.ITEMS])


@router.get("")
def list_items() -> list[str]:
    return ["cup"]


@router.get("/report", tags=[Tag.REPORTS])
def report_items() -> dict[str, int]:
    return {"cups": 1}


app.include_router(router, tags=[Tag.SHOP])
