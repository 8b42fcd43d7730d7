# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Exception handler: handle a family of exceptions in one place, and a special case apart.

A handler for a base class catches its subclasses too; the most specific class wins.
Handlers do not see exceptions raised in middleware, which runs outside them.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()

STOCK = {"hammer": 3, "saw": 0}


class ShopError(Exception): ...


class UnknownItemError(ShopError): ...


class SoldOutError(ShopError): ...


@app.exception_handler(ShopError)
async def handle_shop_error(request: Request, exc: ShopError) -> JSONResponse:
    return JSONResponse({"error": type(exc).__name__, "path": request.url.path}, status_code=400)


@app.exception_handler(SoldOutError)
async def handle_sold_out(request: Request, exc: SoldOutError) -> JSONResponse:
    return JSONResponse({"error": f"{exc} is sold out"}, status_code=409)


@app.get("/items/{item}")
def read_stock(item: str) -> int:
    if item not in STOCK:
        raise UnknownItemError(item)
    if STOCK[item] == 0:
        raise SoldOutError(item)
    return STOCK[item]
