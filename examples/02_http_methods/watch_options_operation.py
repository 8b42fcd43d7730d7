"""Around OPTIONS: paths without it, preflight requests with and without CORS, classes, TRACE."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from options_operation import app, describe_books, list_books
from starlette.endpoints import HTTPEndpoint

ORIGIN = {"Origin": "https://shop.example"}
PREFLIGHT = {**ORIGIN, "Access-Control-Request-Method": "GET"}


def shared(**arguments: Any) -> FastAPI:
    """The same operation in an application with CORS."""
    one = FastAPI()
    one.add_middleware(CORSMiddleware, allow_origins=["*"], **arguments)
    one.options("/books", status_code=204)(describe_books)
    return one


def seen(served: Any, method: str = "OPTIONS", path: str = "/books", **headers: str) -> list[Any]:
    response = TestClient(served).request(method, path, headers=headers)
    return [response.status_code, dict(response.headers), response.text]


def watch_headers_of_the_answer() -> object:
    return seen(app)


def watch_path_without_it() -> object:
    one = FastAPI()
    one.get("/books")(list_books)
    return seen(one), seen(one, path="/authors"), seen(one, path="*"), seen(one, **PREFLIGHT)


def watch_preflight_on_the_script() -> object:
    return seen(app, **PREFLIGHT)


def watch_preflight_with_cors() -> object:
    return seen(shared(allow_methods=["*"]), **PREFLIGHT)


def watch_preflight_with_the_defaults_of_cors() -> object:
    return [seen(shared(), **{**PREFLIGHT, "Access-Control-Request-Method": method}) for method in ("GET", "PUT")]


def watch_preflight_of_a_path_that_is_unknown() -> object:
    return seen(shared(), path="/authors", **PREFLIGHT)


def watch_options_that_is_no_preflight_with_cors() -> object:
    return seen(shared(allow_methods=["*"]), **ORIGIN), seen(shared(allow_methods=["*"]))


def watch_options_before_and_after_get() -> object:
    results = []
    for first in ["get", "options"]:
        one = FastAPI()
        for method in ["get", "options"] if first == "get" else ["options", "get"]:
            getattr(one, method)("/")(lambda: "in")
        results.append(
            [seen(one, method, "/")[0] for method in ("GET", "OPTIONS", "POST")] + [seen(one, "POST", "/")[1]]
        )
    return results


def watch_value_of_an_options_function() -> object:
    one = FastAPI()

    @one.options("/books")
    def describe() -> dict[str, list[str]]:
        return {"methods": ["GET"]}

    return seen(one), one.openapi()["paths"]["/books"]


def watch_options_for_every_path() -> object:
    one = FastAPI()
    one.get("/books")(list_books)

    @one.options("/{path:path}")
    def describe(path: str) -> Response:
        return Response(status_code=204, headers={"Allow": "GET, OPTIONS", "X-Path": path})

    return seen(one), seen(one, path="/a/b"), seen(one, path="/"), seen(one, "GET", "/a/b")[0]


def watch_trace() -> object:
    one = FastAPI()

    @one.trace("/books")
    def trace(request: Request) -> Response:
        return PlainTextResponse(f"{request.method} {request.url.path}", media_type="message/http")

    return seen(one, "TRACE"), seen(app, "TRACE"), one.openapi()["paths"]["/books"]


def watch_endpoint_class() -> object:
    class Books(HTTPEndpoint):
        async def get(self, request: Request) -> Response:
            return PlainTextResponse("in")

        def options(self, request: Request) -> Response:
            return Response(status_code=204, headers={"Allow": "GET"})

    one = FastAPI()
    books: Any = Books
    one.add_route("/books", books)
    return seen(one), seen(one, "DELETE"), seen(one, "QUERY")


def watch_document() -> object:
    return app.openapi()
