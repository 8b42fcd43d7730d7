# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""APIRouter: routes in a file of their own that share a path prefix and tags.

A router does nothing until an app includes it. The prefix starts with a slash and does
not end with one. A route with an empty path answers at the prefix itself.
"""

from fastapi import APIRouter, FastAPI, HTTPException

app = FastAPI()
router = APIRouter(prefix="/items", tags=["items"])
ITEMS = {1: "cup", 2: "plate"}


@router.get("")
def list_items() -> list[str]:
    return list(ITEMS.values())


@router.get("/{item_id}")
def read_item(item_id: int) -> str:
    if item_id not in ITEMS:
        raise HTTPException(status_code=404, detail="No such item")
    return ITEMS[item_id]


app.include_router(router)
