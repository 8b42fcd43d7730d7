# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "structlog"]
# ///
"""Structured logging with the request ID: write each log line as a JSON object with structlog.

Every line of a request has its ID, including lines from FastAPI's threads and from
other libraries. Values are escaped, so no client can forge a line. Run Uvicorn with
`--no-access-log`: the middleware logs each request once, with its duration.
"""

import logging
import re
from time import perf_counter
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.middleware.base import RequestResponseEndpoint
from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars, merge_contextvars
from structlog.processors import JSONRenderer, TimeStamper, add_log_level, format_exc_info
from structlog.stdlib import LoggerFactory, ProcessorFormatter
from structlog.typing import Processor

ADDED: list[Processor] = [merge_contextvars, add_log_level, TimeStamper(fmt="iso", utc=True)]
RENDERED: list[Processor] = [ProcessorFormatter.remove_processors_meta, format_exc_info, JSONRenderer()]
structlog.configure([*ADDED, ProcessorFormatter.wrap_for_formatter], logger_factory=LoggerFactory())
handler = logging.StreamHandler()
handler.setFormatter(ProcessorFormatter(processors=RENDERED, foreign_pre_chain=ADDED))
logging.basicConfig(level="INFO", handlers=[handler])

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
logger = structlog.get_logger("shop")
app = FastAPI()


@app.middleware("http")
async def log_request(request: Request, call_next: RequestResponseEndpoint) -> Response:
    given, start = request.headers.get("X-Request-ID", ""), perf_counter()
    request_id = given if WELL_FORMED.fullmatch(given) else uuid4().hex
    clear_contextvars()
    bind_contextvars(request_id=request_id, method=request.method, path=request.url.path)
    response = await call_next(request)
    logger.info("answered", status=response.status_code, seconds=round(perf_counter() - start, 4))
    response.headers["X-Request-ID"] = request_id
    return response


@app.exception_handler(Exception)
async def internal_error(request: Request, error: Exception) -> JSONResponse:
    logger.error("unhandled error", exc_info=error)
    return JSONResponse({"detail": "Internal Server Error"}, 500, {"X-Request-ID": get_contextvars()["request_id"]})


@app.get("/items/{name}")
def read_item(name: str) -> dict[str, str]:
    logger.info("item is read", name=name)
    return {"name": name}
