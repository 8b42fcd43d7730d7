# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "httpx",  # for the test
# ]
# ///
"""Request IDs: give each request an ID that its log lines and its response share.

An ID that the client or a proxy sends is kept where it is well formed, so that one ID follows a request through several
services; anything else could forge log lines and is replaced. The context variable is seen by coroutines and by
endpoints in the thread pool, each request its own. The filter is on the handler, because one on a logger does
not see the records of its child loggers. This is pure ASGI middleware: `BaseHTTPMiddleware` runs the app in a task of
its own, so a context variable set in the endpoint does not come back to it. The answer to an exception that no handler
took is made outside of it and does not carry the header.
"""

import logging
import re
from contextvars import ContextVar
from uuid import uuid4

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{1,64}")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIDFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


handler = logging.StreamHandler()
handler.addFilter(RequestIDFilter())
handler.setFormatter(logging.Formatter("%(request_id)s %(name)s %(message)s"))
logger = logging.getLogger("items")
logger.addHandler(handler)


class RequestIDMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("X-Request-ID", "")
        current = given if WELL_FORMED.fullmatch(given) else uuid4().hex

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Request-ID"] = current
            await send(message)

        token = request_id.set(current)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            request_id.reset(token)


app = FastAPI()
app.add_middleware(RequestIDMiddleware)


@app.get("/items/{item_id}")
def read_item(item_id: int) -> dict[str, int | str]:
    logger.warning("item %d is read", item_id)
    return {"item_id": item_id, "request_id": request_id.get()}
