# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Class-based middleware: run code with options around every request, in two forms.

`BaseHTTPMiddleware` gives you a Request and a Response, and is quick to write. A plain
ASGI class handles the raw messages: it is faster, and sees WebSockets too. One instance
serves all requests, so never store request data on `self`.
"""

from time import perf_counter

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TimingMiddleware(BaseHTTPMiddleware):
    def __init__(self, app: ASGIApp, metric: str) -> None:
        super().__init__(app)
        self.metric = metric

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        start = perf_counter()
        response = await call_next(request)
        duration = (perf_counter() - start) * 1000
        response.headers["Server-Timing"] = f"{self.metric};dur={duration:.1f}"
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
    numbers = (f"{number}\n" for number in range(1000))
    return StreamingResponse(numbers, media_type="text/plain")
