# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Catch-all exception handler: answer any unexpected error with a 500 and an ID to look up.

The log has the ID and the traceback; the client learns nothing else. This is a
middleware because `exception_handler(Exception)` responds outside the CORS middleware,
so browsers would hide the response. Add it first: middleware added later wraps it. A
response that has already started can only be cut off.
"""

import logging
from uuid import uuid4

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.middleware.base import RequestResponseEndpoint

app = FastAPI()
logger = logging.getLogger(__name__)

PRICES = {"pen": 3}


@app.middleware("http")
async def catch_all(request: Request, call_next: RequestResponseEndpoint) -> Response:
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
