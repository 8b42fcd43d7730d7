# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""include_router: put routers together, and add a prefix, tags and responses while doing so.

What is given at include time comes before what the router has, and what the router has before the route's own.
The same router may be included more than once. Since FastAPI 0.137 `app.routes` no longer lists the routes of
included routers, and routes added to a router after it was included are served.
"""

from fastapi import APIRouter, FastAPI

reviews = APIRouter(prefix="/reviews", tags=["reviews"])


@reviews.get("/", responses={410: {"description": "The shop is closed"}})
def list_reviews() -> list[str]:
    return ["good"]


items = APIRouter(prefix="/items", tags=["items"], responses={404: {"description": "No such item"}})


@items.get("/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


items.include_router(reviews, prefix="/{item_id}")

app = FastAPI()
app.include_router(reviews)
app.include_router(items, prefix="/v1", tags=["v1"], responses={403: {"description": "Not for you"}})
app.include_router(items, prefix="/v2", tags=["v2"])
