# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Function-based middleware: run code before and after every HTTP request.

The function declared last is the outermost. Code after `call_next` can change the
headers of any response, including a 404 or a 422. An unhandled exception passes
through: its 500 is created outside all middleware and has none of these headers.
"""

from collections.abc import Awaitable, Callable
from time import perf_counter
from uuid import uuid4

from fastapi import FastAPI, Request, Response

app = FastAPI()

CallNext = Callable[[Request], Awaitable[Response]]


@app.middleware("http")
async def measure_time(request: Request, call_next: CallNext) -> Response:
    start = perf_counter()
    response = await call_next(request)
    duration = (perf_counter() - start) * 1000
    response.headers["Server-Timing"] = f"app;dur={duration:.1f}"
    return response


@app.middleware("http")
async def identify_request(request: Request, call_next: CallNext) -> Response:
    request.state.request_id = str(uuid4())
    response = await call_next(request)
    response.headers["X-Request-ID"] = request.state.request_id
    return response


@app.get("/items/{item_id}")
async def read_item(item_id: int, request: Request) -> dict[str, int | str]:
    return {"item_id": item_id, "request_id": request.state.request_id}
