# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Deprecated operation: tell clients to stop using a route, or all routes of a router.

The mark is for readers of the docs and for generated clients. The operation answers as
before, without a header or a warning. A route cannot undo its router's mark.
"""

from fastapi import APIRouter, FastAPI

app = FastAPI()
old = APIRouter(prefix="/v1", deprecated=True)


@old.get("/items")
def list_old_items() -> list[str]:
    return ["green"]


@app.get("/items")
def list_items() -> list[str]:
    return ["green", "black"]


@app.get("/items/all", deprecated=True)
def list_all_items() -> list[str]:
    return ["green", "black"]


app.include_router(old)
