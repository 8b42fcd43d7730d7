# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Overriding the HTTPException handler: give all HTTP errors of the application one shape.

Register the handler for Starlette's class: FastAPI's is a subclass, and the router
raises Starlette's own for its 404 and 405. Pass `exc.headers` on, or `Allow` and
`WWW-Authenticate` are lost. Call the default handler if its body should stay.
"""

from fastapi import FastAPI, HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()

USERS = {"ada": "Ada Lovelace"}


@app.exception_handler(StarletteHTTPException)
async def answer_http_error(request: Request, exc: StarletteHTTPException) -> Response:
    if request.url.path.startswith("/v1/"):
        return await http_exception_handler(request, exc)
    body = {"error": {"status": exc.status_code, "message": exc.detail}}
    return JSONResponse(body, status_code=exc.status_code, headers=exc.headers)


@app.get("/v1/users/{name}")
@app.get("/v2/users/{name}")
def read_user(name: str) -> str:
    if name not in USERS:
        raise HTTPException(404, "There is no such user")
    return USERS[name]
