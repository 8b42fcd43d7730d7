# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""include_router: combine routers, and give each a prefix, tags and responses.

Prefixes and tags add up from the outside in: those given here, then the router's, then
the route's. A router can be included more than once, and in another router. If a prefix
contains a parameter, every endpoint of the router must take it.
"""

from fastapi import APIRouter, FastAPI

app = FastAPI()
reviews = APIRouter(prefix="/reviews", tags=["reviews"])
items = APIRouter(prefix="/items", tags=["items"], responses={404: {"description": "No such item"}})


@reviews.get("", responses={410: {"description": "Reviews are closed"}})
def list_reviews(item_id: int) -> dict[int, list[str]]:
    return {item_id: ["good"]}


@items.get("/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


items.include_router(reviews, prefix="/{item_id}")
app.include_router(items, prefix="/v1", tags=["v1"], deprecated=True)
app.include_router(items, prefix="/v2", tags=["v2"], responses={429: {"description": "Too many requests"}})
