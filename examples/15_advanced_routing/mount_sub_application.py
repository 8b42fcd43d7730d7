# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Mounting a sub-application: a whole app with its own docs and handlers under a path of another.

The sub-application learns the path of its mount from the request as `root_path`, so its docs and its schema point
to the right place without any setting; `FastAPI(root_path=...)` is deprecated since 0.146. Its routes are not in
the parent's schema, and only the parent's lifespan runs.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class UnknownDrinkError(Exception): ...


app_v1 = FastAPI(title="Shop, version 1")


@app_v1.get("/where/")
def tell_where(request: Request) -> dict[str, str]:
    return {"path": request.scope["path"], "root_path": request.scope["root_path"], "url": str(request.url)}


@app_v1.get("/stock/{drink}")
def read_stock(drink: str) -> dict[str, int]:
    if drink != "tea":
        raise UnknownDrinkError(drink)
    return {drink: 3}


@app_v1.exception_handler(UnknownDrinkError)
def answer_unknown_drink(request: Request, error: UnknownDrinkError) -> JSONResponse:
    return JSONResponse({"unknown": str(error)}, status_code=404)


app = FastAPI(title="Shop")


@app.get("/health/")
def read_health() -> dict[str, bool]:
    return {"healthy": True}


app.mount("/v1", app_v1, name="v1")
