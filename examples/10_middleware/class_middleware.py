# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Class-based middleware: code around every request, with options, as a BaseHTTPMiddleware or as plain ASGI.

`BaseHTTPMiddleware` hands you a Request and a Response and is quick to write. A
plain ASGI class sees the messages themselves: it is faster, also gets WebSockets
and the lifespan, and lets context variables that the endpoint sets come back. Both take their
options from `add_middleware`. Neither may collect the body: a streamed response
would wait for its end. Keep nothing of a request on `self`: one instance serves
all of them.
"""

from collections.abc import Callable
from time import perf_counter

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TimingMiddleware(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, metric: str = "app", clock: Callable[[], float] = perf_counter) -> None:
        super().__init__(app)
        self.metric = metric
        self.clock = clock

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        start = self.clock()
        response = await call_next(request)
        response.headers["Server-Timing"] = f"{self.metric};dur={(self.clock() - start) * 1000:.1f}"
        return response


class HeaderMiddleware:
    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


app = FastAPI()
app.add_middleware(TimingMiddleware, metric="total")
app.add_middleware(HeaderMiddleware, headers={"X-Content-Type-Options": "nosniff"})


@app.get("/numbers")
async def stream_numbers() -> StreamingResponse:
    return StreamingResponse((f"{number}\n" for number in range(1000)), media_type="text/plain")
