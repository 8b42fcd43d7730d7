"""Around a HEAD: paths with only GET, routes of Starlette, one function for both, classes, lengths and bodies."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from head_operation import REPORTS, app
from starlette.endpoints import HTTPEndpoint
from starlette.routing import Mount, Route


def seen(served: Any, method: str = "HEAD", path: str = "/", **headers: str) -> list[Any]:
    response = TestClient(served).request(method, path, headers=headers)
    skipped = ("etag", "last-modified")
    return [response.status_code, {k: v for k, v in response.headers.items() if k not in skipped}, response.text]


def watch_headers_of_both_methods() -> object:
    return [seen(app, method, "/reports/2025") for method in ("HEAD", "GET")]


def watch_missing_report() -> object:
    return [seen(app, method, "/reports/2024") for method in ("HEAD", "GET")]


def watch_path_with_only_get() -> object:
    one = FastAPI()
    one.get("/")(lambda: "text")
    return seen(one)


def watch_path_with_only_head() -> object:
    one = FastAPI()
    one.head("/")(lambda: "text")
    return seen(one), seen(one, "GET")


def watch_route_of_starlette_with_only_get() -> object:
    one = FastAPI(routes=[Route("/", lambda request: PlainTextResponse("text"))])
    return seen(one)


def watch_value_of_a_head_function() -> object:
    one = FastAPI()
    one.head("/")(lambda: {"count": 1})
    return seen(one), one.openapi()["paths"]["/"]["head"]


def watch_one_function_for_both_methods() -> object:
    one = FastAPI(generate_unique_id_function=lambda route: route.name)
    one.api_route("/", methods=["GET", "HEAD"])(lambda: "text")
    return seen(one), seen(one, "GET"), seen(one, "POST"), sorted(one.openapi()["paths"]["/"])


def watch_two_decorators_on_one_function() -> object:
    one = FastAPI()

    @one.head("/")
    @one.get("/")
    def read() -> str:
        return "text"

    return seen(one), seen(one, "GET"), [item["operationId"] for item in one.openapi()["paths"]["/"].values()]


def watch_file_response_on_head() -> object:
    one = FastAPI()
    one.head("/")(lambda: FileResponse(REPORTS["2025"]))
    return seen(one), seen(one, Range="bytes=0-3")


def watch_stream_on_head() -> object:
    started: list[str] = []

    async def chunks() -> AsyncIterator[str]:
        started.append("started")
        yield "text"

    one = FastAPI()
    one.head("/")(lambda: StreamingResponse(chunks(), media_type="text/plain"))
    return seen(one), started


def watch_response_without_a_length() -> object:
    one = FastAPI()
    one.head("/empty")(lambda: Response())
    one.head("/text")(lambda: PlainTextResponse("text"))
    one.head("/wrong")(lambda: PlainTextResponse("text", headers={"Content-Length": "99"}))
    return [seen(one, path=path) for path in ("/empty", "/text", "/wrong")]


def watch_endpoint_class_with_and_without_head() -> object:
    class Reads(HTTPEndpoint):
        async def get(self, request: Request) -> Response:
            return PlainTextResponse("text")

    class Describes(Reads):
        def head(self, request: Request) -> Response:
            return Response(headers={"X-Own": "head"})

    reads: Any = Reads
    describes: Any = Describes
    one = FastAPI(routes=[Route("/reads", reads), Route("/describes", describes)])
    return [seen(one, method, path) for path in ("/reads", "/describes") for method in ("HEAD", "GET", "PUT")]


def watch_head_through_a_mount() -> object:
    inner = FastAPI()
    inner.head("/it")(lambda: Response(headers={"X-Inner": "1"}))
    one = FastAPI(routes=[Mount("/inner", inner)])
    return seen(one, path="/inner/it"), seen(one, path="/inner/other")


def watch_document() -> object:
    return app.openapi()
