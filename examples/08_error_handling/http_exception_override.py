# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Overriding the HTTPException handler: give all HTTP errors of the application one shape.

Register the handler for Starlette's class: FastAPI's `HTTPException` is a
subclass of it, and the 404 and 405 of the router are Starlette's own. Pass
`exc.headers` on, or `Allow` and `WWW-Authenticate` are lost. The default
handler is importable, for the paths that shall keep the default body and for a
204 or 304, which may have none.
"""

from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()


@app.exception_handler(StarletteHTTPException)
async def answer_http_error(request: Request, exc: StarletteHTTPException) -> Response:
    if request.url.path.startswith("/v1/") or exc.status_code < 400:
        return await http_exception_handler(request, exc)
    body = {"error": {"status": exc.status_code, "message": exc.detail}}
    return JSONResponse(body, status_code=exc.status_code, headers=exc.headers)


@app.get("/v1/users/{name}")
@app.get("/v2/users/{name}")
def read_user(name: str) -> dict[str, str]:
    if name != "ada":
        raise HTTPException(404, f"{name} is unknown", headers={"X-Reason": "unknown"})
    return {"name": name}
