"""Around HTMLResponse: strings, classes and returned responses together, kinds of content, media types, charsets."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from html_response import app


def returning(value: object) -> Callable[[], object]:
    """An endpoint without parameters that returns the value."""
    return lambda: value


def seen(response: Any) -> object:
    return response.status_code, response.text, dict(response.headers)


def made(act: Any) -> object:
    try:
        response = act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
    return response.status_code, repr(bytes(response.body)), dict(response.headers)


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_string_without_the_response_class() -> object:
    other = FastAPI()

    @other.get("/")
    def read() -> str:
        return "<p>"

    return seen(TestClient(other).get("/")), other.openapi()["paths"]


def watch_class_and_returned_response() -> object:
    other = FastAPI()

    @other.get("/", response_class=HTMLResponse, status_code=201)
    def read() -> HTMLResponse:
        return HTMLResponse("<p>", status_code=418)

    @other.get("/json", response_class=HTMLResponse)
    def read_json() -> JSONResponse:
        return JSONResponse({"a": 1})

    return [seen(TestClient(other).get(path)) for path in ("/", "/json")], other.openapi()["paths"]


def watch_values_that_are_no_strings() -> object:
    results: list[object] = []
    for value in (1, None, {"a": 1}, b"<p>", ["<p>"]):
        other = FastAPI()
        other.get("/", response_class=HTMLResponse)(returning(value))
        try:
            results.append(seen(TestClient(other).get("/")))
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_class_with_a_response_model() -> object:
    other = FastAPI()

    @other.get("/", response_class=HTMLResponse, response_model=str, responses={404: {"description": "Lost."}})
    def read() -> object:
        return "<p>"

    return seen(TestClient(other).get("/")), other.openapi()["paths"]


def watch_default_class_of_app_and_router() -> object:
    other = FastAPI(default_response_class=HTMLResponse)
    router = APIRouter(default_response_class=PlainTextResponse)
    for owner, path in ((other, "/app"), (router, "/router")):
        owner.get(path)(lambda: "<p>")
        owner.get(f"{path}/own", response_class=JSONResponse)(lambda: "<p>")
        owner.get(f"{path}/typed", response_model=str)(lambda: "<p>")
    other.include_router(router)
    plain = APIRouter()
    plain.get("/plain")(lambda: "<p>")
    other.include_router(plain, prefix="/included", default_response_class=JSONResponse)
    client = TestClient(other)
    return [[path, seen(client.get(path))] for path in other.openapi()["paths"]], other.openapi()["paths"]


def watch_classes_of_ones_own() -> object:
    class Latin(HTMLResponse):
        charset = "latin-1"

    class Xml(Response):
        media_type = "text/xml; CHARSET=ascii"

    class Untyped(Response):
        pass

    other = FastAPI()
    for path, kind in (("/latin", Latin), ("/xml", Xml), ("/untyped", Untyped)):
        other.get(path, response_class=kind)(lambda: "<p>ü")
    return [seen(TestClient(other).get(path)) for path in other.openapi()["paths"]], other.openapi()["paths"]


def watch_kinds_of_content() -> object:
    contents: list[Any] = [None, "", "ü", b"\xff", memoryview(b"abcdef")[::2], memoryview(b"ab"), bytearray(b"a"), 1]
    return [made(lambda content=content: Response(content)) for content in contents]


def watch_headers_media_types_and_codes() -> object:
    options: list[dict[str, Any]] = [
        {"media_type": "text/plain"},
        {"media_type": "text/plain; Charset=latin-1"},
        {"media_type": "application/xml"},
        {"media_type": ""},
        {"headers": {"Content-Type": "a/b", "X-Zoë": "é"}},
        {"headers": {"content-length": "7", "X-A": "b"}, "media_type": "text/css"},
        {"headers": {}},
        {"headers": {"X-Name": "世界"}},
        {"headers": {"X-Number": 1}},
        {"status_code": 204, "media_type": "text/plain"},
        {"status_code": 304},
        {"status_code": 103},
    ]
    results = [made(lambda option=option: Response("a", **option)) for option in options]
    return results, made(lambda: HTMLResponse("ü", 404, {"X-A": "b"}, "text/x-own")), made(lambda: PlainTextResponse())


def watch_body_changed_afterwards() -> object:
    other = FastAPI()

    @other.get("/")
    def read() -> Response:
        response = HTMLResponse("<p>")
        response.body = b"<h1>"
        response.headers["X-Length"] = str(len(response.body))
        response.init_headers({"X-New": "1"})
        return response

    return seen(TestClient(other).get("/"))


def watch_response_that_refuses_a_websocket() -> object:
    from starlette.testclient import WebSocketDenialResponse

    other = FastAPI()

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await HTMLResponse("<p>no", 403, {"X-A": "b"})(scope, receive, send)

    other.mount("/", refuse)
    try:
        with TestClient(other).websocket_connect("/"):
            return "accepted"
    except WebSocketDenialResponse as error:
        return error.status_code, error.text, dict(error.headers)
