# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Function-based middleware: run code before and after every request.

What stands before `call_next` runs before the endpoint, what follows it may
still change the response's headers, also of a 404 and of a 422. The function
declared last is the outermost. An unexpected exception passes through: its 500
is made outside of all middleware and carries none of their headers. The
functions run for HTTP only, not for WebSockets.
"""

from collections.abc import Awaitable, Callable
from time import perf_counter
from uuid import uuid4

from fastapi import FastAPI, Request, Response

app = FastAPI()


@app.middleware("http")
async def measure_time(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    start = perf_counter()
    response = await call_next(request)
    response.headers["Server-Timing"] = f"app;dur={(perf_counter() - start) * 1000:.1f}"
    return response


@app.middleware("http")
async def identify_request(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    request.state.request_id = str(uuid4())
    response = await call_next(request)
    response.headers["X-Request-ID"] = request.state.request_id
    return response


@app.get("/items/{item_id}")
async def read_item(item_id: int, request: Request) -> dict[str, int | str]:
    return {"item_id": item_id, "request_id": request.state.request_id}
