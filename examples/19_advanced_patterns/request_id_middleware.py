# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Request IDs: give each request an ID that its log lines and its response share.

A well-formed ID from a proxy is kept, so one ID follows a request through several
services; any other could forge log lines and is replaced. The context variable has its
own value in each request. A handler logs unhandled errors, because Uvicorn's own line
lacks the ID.
"""

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import RequestResponseEndpoint

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


def add_id_to_record(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True


handler = logging.StreamHandler()
handler.addFilter(add_id_to_record)
handler.setFormatter(logging.Formatter("%(request_id)s %(name)s %(message)s"))
logger = logging.getLogger("items")
logger.addHandler(handler)

app = FastAPI()


@app.middleware("http")
async def add_request_id(request: Request, call_next: RequestResponseEndpoint) -> Response:
    given = request.headers.get("X-Request-ID", "")
    request_id.set(given if WELL_FORMED.fullmatch(given) else uuid4().hex)
    response = await call_next(request)
    response.headers["X-Request-ID"] = request_id.get()
    return response


@app.exception_handler(Exception)
async def internal_error(request: Request, error: Exception) -> JSONResponse:
    logger.error("unhandled error", exc_info=error)
    return JSONResponse({"detail": "Internal Server Error"}, 500, {"X-Request-ID": request_id.get()})


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int]:
    logger.warning("item %d is read", item_id)
    return {"item_id": item_id}
