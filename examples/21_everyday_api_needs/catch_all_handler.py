# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Catch-all exception handler: answer any unexpected error with a 500 and an id to look for.

The id stands in the log, beside the traceback; the client learns nothing else. It is a
middleware, because `exception_handler(Exception)` answers outside of CORS, and browsers
would hide that answer. Add it first: what is added later is around it. A response that
has begun can only be broken off.
"""

import logging
from collections.abc import Awaitable, Callable
from uuid import uuid4

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()
logger = logging.getLogger(__name__)

PRICES = {"pen": 3}


@app.middleware("http")
async def catch_all(
    request: Request,
    call_next: Callable[[Request], Awaitable[Response]],
) -> Response:
    try:
        return await call_next(request)
    except Exception:
        error_id = uuid4().hex
        logger.exception("error %s: %s %r", error_id, request.method, request.url.path)
        content = {"detail": "Internal Server Error", "error_id": error_id}
        return JSONResponse(content, status_code=500)


app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example.com"])


@app.get("/prices/{item}")
def read_price(item: str) -> int:
    if item not in PRICES:
        raise HTTPException(404, "No such item")
    return PRICES[item]
