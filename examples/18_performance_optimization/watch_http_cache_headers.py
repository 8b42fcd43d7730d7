"""Around cache headers: what a 304 keeps, headers of a file, dates, HEAD, and headers set at different places."""

from typing import Any

from fastapi import Depends, FastAPI, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient
from http_cache_headers import app

client = TestClient(app)


def watch_all_headers() -> object:
    etag = client.get("/articles/1").headers["etag"]
    answers = [
        client.get("/articles/1"),
        client.get("/articles/1", headers={"If-None-Match": etag}),
        client.get("/articles/2"),
        client.head("/me"),
    ]
    return [[each.status_code, sorted(each.headers.items())] for each in answers]


def watch_etag_header_sent_twice() -> object:
    etag = client.get("/articles/1").headers["etag"]
    orders = ([etag, '"other"'], ['"other"', etag])
    return [
        client.get("/articles/1", headers=[("If-None-Match", each) for each in order]).status_code for order in orders
    ]


def watch_not_modified_in_other_forms() -> object:
    other = FastAPI()

    @other.get("/decorator", status_code=304)
    def decorator() -> None: ...

    @other.get("/parameter")
    def parameter(response: Response) -> dict[str, int]:
        response.status_code = 304
        return {"a": 1}

    @other.get("/plain")
    def plain() -> Response:
        return PlainTextResponse("text", 304)

    @other.get("/json")
    def as_json() -> Response:
        return JSONResponse({"a": 1}, 304)

    reader = TestClient(other, raise_server_exceptions=False)
    found: list[Any] = []
    for path in ("/decorator", "/parameter", "/plain", "/json"):
        response = reader.get(path)
        found.append([path, response.status_code, response.text, sorted(response.headers)])
    return found, other.openapi()["paths"]["/decorator"]["get"]["responses"]


def watch_headers_set_by_a_dependency_and_by_the_endpoint() -> object:
    def no_store(response: Response) -> None:
        response.headers["Cache-Control"] = "no-store"
        response.headers.append("Vary", "Cookie")

    other = FastAPI(dependencies=[Depends(no_store)])

    @other.get("/dict")
    def as_dict(response: Response) -> dict[str, int]:
        response.headers["Cache-Control"] = "max-age=1"
        response.headers.append("Vary", "Accept")
        return {}

    @other.get("/response")
    def as_response() -> Response:
        return PlainTextResponse("", headers={"Cache-Control": "max-age=2", "Vary": "Accept"})

    reader = TestClient(other)
    answers = [reader.get(path).headers for path in ("/dict", "/response")]
    return [[each.get_list("cache-control"), each.get_list("vary")] for each in answers]


def watch_vary_helper_and_case_of_names() -> object:
    response = Response(headers={"cache-control": "max-age=1"})
    response.headers["CACHE-CONTROL"] = "max-age=2"
    response.headers.add_vary_header("Accept")
    response.headers.add_vary_header("Cookie")
    response.headers.setdefault("ETag", '"1"')
    response.headers.update({"etag": '"2"'})
    headers = response.headers
    headers |= {"Age": "1"}
    del response.headers["age"]
    return response.headers.items(), response.raw_headers[0][0].decode()


def watch_cacheable_by_a_response_class() -> object:
    class Cached(JSONResponse):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.headers["Cache-Control"] = "max-age=5"

    other = FastAPI(default_response_class=Cached)

    @other.get("/typed")
    def typed() -> dict[str, int]:
        return {"a": 1}

    @other.get("/untyped")
    def untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
        return {"a": 1}

    reader = TestClient(other)
    return [reader.get(path).headers.get("cache-control") for path in ("/typed", "/untyped", "/missing")]


def watch_openapi_of_a_header_that_is_described_as_304() -> object:
    other = FastAPI()
    described: dict[int | str, dict[str, Any]] = {
        304: {"description": "Not Modified", "headers": {"ETag": {"schema": {"type": "string"}}}}
    }

    @other.get("/", responses=described)
    def read() -> dict[str, int]:
        return {}

    return other.openapi()["paths"]["/"]["get"]["responses"]
