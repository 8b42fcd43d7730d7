# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Security headers: tell browsers with every response what they must not do with it.

A plain ASGI middleware adds the headers to errors, redirects and streams too, and keeps
a header that a route has set itself. The handler for `Exception` runs outside all
middleware, so it adds them itself. The policy suits an API: it would block the scripts
of `/docs`.
"""

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class SecurityHeadersMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)


app = FastAPI(docs_url=None, redoc_url=None)
app.add_middleware(SecurityHeadersMiddleware)


@app.exception_handler(Exception)
async def internal_error(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "Internal Server Error"}, status_code=500, headers=HEADERS)


@app.get("/profile")
def read_profile() -> dict[str, str]:
    return {"name": "Ada"}


@app.get("/welcome")
def welcome() -> HTMLResponse:
    policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    return HTMLResponse("<h1>Welcome</h1>", headers={"Content-Security-Policy": policy})
