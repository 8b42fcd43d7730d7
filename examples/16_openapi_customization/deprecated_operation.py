# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Deprecated operation: mark a route, or all routes of a router, as not to be used any more.

The mark is for the reader of the docs and for generated clients: the operation is shown struck through and answers as
before, without any header or warning. A router's mark holds for all its routes: `deprecated=False` on one of them does
not lift it.
"""

from fastapi import APIRouter, FastAPI

app = FastAPI()
old = APIRouter(prefix="/v1", deprecated=True)


@old.get("/teas/")
def list_teas_v1() -> list[str]:
    return ["green"]


@old.post("/teas/")
def add_tea_v1(name: str) -> list[str]:
    return [name]


app.include_router(old)


@app.get("/teas/all/", deprecated=True)
def list_all_teas() -> list[str]:
    return ["green", "black"]


@app.get("/teas/")
def list_teas() -> list[str]:
    return ["green", "black"]
