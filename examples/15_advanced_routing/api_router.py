# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""APIRouter: routes that share a path prefix and tags, written in a file of their own.

A router does nothing until an app includes it. The prefix starts with a slash and does not end with one,
because each path brings its own; FastAPI refuses other prefixes when the router is made.
"""

from fastapi import APIRouter, FastAPI

router = APIRouter(prefix="/items", tags=["items"])


@router.get("/")
def list_items() -> list[str]:
    return ["cup", "plate"]


@router.get("/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


app = FastAPI()
app.include_router(router)
