# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""problem+json (RFC 9457): answer every error in one standard format that programs can read.

Register the handler for Starlette's `HTTPException`: unknown paths and wrong methods
raise that one. Additional members, such as `errors`, are allowed. A 500 reveals nothing
about its cause, which the server still logs.
"""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

app = FastAPI()

BOOKS = {1: "Emma"}


class Problem(JSONResponse):
    media_type = "application/problem+json"

    def __init__(self, status: int, **members: object) -> None:
        title = HTTPStatus(status).phrase
        content = {"type": "about:blank", "title": title, "status": status, **members}
        super().__init__(content, status)


@app.exception_handler(HTTPException)
async def http_error(request: Request, exc: HTTPException) -> Problem:
    problem = Problem(exc.status_code, detail=exc.detail)
    problem.headers.update(exc.headers or {})
    return problem


@app.exception_handler(RequestValidationError)
async def validation_error(request: Request, exc: RequestValidationError) -> Problem:
    errors = [{"detail": error["msg"], "pointer": "/".join(map(str, ["#", *error["loc"]]))} for error in exc.errors()]
    return Problem(422, detail="The request is not valid", errors=errors)


@app.exception_handler(Exception)
async def server_error(request: Request, exc: Exception) -> Problem:
    return Problem(500)


@app.get("/books/{book_id}", responses={404: {"content": {"application/problem+json": {}}}})
async def read_book(book_id: int) -> str:
    if book_id not in BOOKS:
        raise HTTPException(404, f"There is no book {book_id}")
    return BOOKS[book_id]
