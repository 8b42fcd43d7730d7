# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Exception handler: answer a whole family of exceptions, and the special ones among them differently.

The handler for a base class catches its subclasses too; the handler whose class
comes first in the exception's line of ancestors wins, in whatever order they
were registered. Handlers may be plain or async functions. A handler for
`Exception` is different: it answers, but the exception still reaches the
server's log. The mistake is to expect handlers for exceptions of a middleware,
which run outside of them.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class ShopError(Exception): ...


class SoldOutError(ShopError): ...


class UnknownItemError(ShopError): ...


app = FastAPI()


@app.exception_handler(ShopError)
async def handle_shop_error(request: Request, exc: ShopError) -> JSONResponse:
    return JSONResponse({"error": type(exc).__name__, "path": request.url.path}, status_code=400)


@app.exception_handler(SoldOutError)
async def handle_sold_out(request: Request, exc: SoldOutError) -> JSONResponse:
    return JSONResponse({"error": f"{exc} is sold out", "method": request.method}, status_code=409)


@app.get("/items/{name}")
def read_item(name: str) -> dict[str, str]:
    if name == "saw":
        raise SoldOutError(name)
    if name != "hammer":
        raise UnknownItemError(name)
    return {"name": name}
