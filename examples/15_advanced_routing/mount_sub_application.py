# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Mounting a sub-application: serve a separate app, with its own docs, under a path.

Each request tells the sub-application where it is mounted, so its docs and its document
point to the right place. The parent's document does not list its routes. Only the
parent's lifespan runs, and the parent's dependencies do not apply.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI(title="Shop")
app_v1 = FastAPI(title="Shop, version 1")
STOCK = {"tea": 3}


class UnknownDrinkError(Exception): ...


@app_v1.exception_handler(UnknownDrinkError)
def answer_unknown_drink(request: Request, error: UnknownDrinkError) -> JSONResponse:
    return JSONResponse({"unknown": str(error)}, status_code=404)


@app_v1.get("/stock/{drink}")
def read_stock(drink: str) -> int:
    if drink not in STOCK:
        raise UnknownDrinkError(drink)
    return STOCK[drink]


app.mount("/v1", app_v1, name="v1")
