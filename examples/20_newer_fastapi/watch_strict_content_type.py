"""Around strict content types: where the switch stands, odd types, and bodies that are no models."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, FastAPI
from fastapi.testclient import TestClient
from strict_content_type import app

ODD = [
    "",
    " ",
    "json",
    "application/json, text/plain",
    "application",
    "application/",
    "APPLICATION/JSON",
    "application/jsonl",
    'application/json; charset="x',
    "application/json;",
    "text/json",
    "application/+json",
    "\u00e4pplication/json",
]


def answers(own: FastAPI, path: str = "/", content: bytes = b'{"a": 1}') -> list[object]:
    asked = TestClient(own, raise_server_exceptions=False)
    told: list[object] = [asked.post(path, content=content).text]
    for kind in ODD:
        response = asked.post(path, content=content, headers={b"Content-Type": kind.encode("latin-1")})
        told.append([kind, response.status_code, response.text[:120]])
    return told


def made(**options: Any) -> FastAPI:
    own = FastAPI(**options)

    @own.post("/")
    def read(body: dict[str, Any]) -> Any:
        return body

    @own.post("/any")
    def read_any(body: Annotated[Any, Body()] = None) -> Any:
        return repr(body)

    @own.post("/bytes")
    def read_bytes(body: Annotated[bytes, Body(media_type="application/octet-stream")]) -> int:
        return len(body)

    return own


def watch_odd_content_types() -> object:
    return [answers(made(strict_content_type=strict)) for strict in (True, False)]


def watch_bodies_that_are_no_models() -> object:
    return [
        [answers(made(strict_content_type=strict), path)[:3] for path in ("/any", "/bytes")] for strict in (True, False)
    ]


def watch_bytes_that_are_no_json() -> object:
    return [answers(made(strict_content_type=strict), content=b"{\xff")[:3] for strict in (True, False)]


def watch_switch_on_app_router_and_inclusion() -> object:
    results = {}
    for outer in (True, False):
        for inner in (None, True, False):
            own = FastAPI(strict_content_type=outer)
            router = APIRouter() if inner is None else APIRouter(strict_content_type=inner)
            nested = APIRouter(prefix="/nested")

            @router.post("/")
            @nested.post("/")
            def read(body: dict[str, Any]) -> Any:
                return body

            router.include_router(nested)
            own.include_router(router, prefix="/v1")
            own.add_api_route("/own", read, methods=["POST"])
            asked = TestClient(own)
            paths = ("/v1/", "/v1/nested/", "/own")
            results[f"{outer} {inner}"] = [asked.post(path, content=b"{}").status_code for path in paths]
    return results


def watch_switch_on_a_route() -> object:
    try:
        post: Any = FastAPI().post
        post("/", strict_content_type=False)(lambda: None)
    except TypeError as error:
        return str(error)
    return "accepted"


def watch_mounted_app() -> object:
    own = FastAPI()
    own.mount("/old", made(strict_content_type=False))
    return TestClient(own).post("/old/", content=b'{"a": 1}').json()


def watch_error_without_a_content_type() -> object:
    return TestClient(app).post("/readings", content=b"{}").json()


def watch_openapi() -> object:
    return app.openapi()
