# /// script
# requires-python = ">=3.11"
# dependencies = ["ujson"]
# ///
"""Around a default response class: deprecated classes, app, router and route, and what goes through which renderer."""

import warnings
from typing import Any

from default_response_class import FastJSONResponse, Item
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.testclient import TestClient


class Marked(JSONResponse):
    media_type = "application/vnd.marked+json"


def given(response_class: Any) -> dict[str, Any]:
    return {"default_response_class": response_class} if response_class else {}


def with_routes(router: FastAPI | APIRouter) -> None:
    @router.get("/typed")
    def typed() -> list[Item]:
        return [Item(name="Gouda", price=1)]

    @router.get("/untyped", response_model=None)
    def untyped() -> Any:
        return {"total": 15.5}

    @router.get("/explicit", response_class=JSONResponse)
    def explicit() -> list[Item]:
        return [Item(name="Gouda", price=1)]


PATHS = ("/typed", "/untyped", "/explicit", "/missing", "/openapi.json")


def watch_deprecated_classes() -> object:
    import fastapi.responses

    found: dict[str, Any] = {}
    for name in ("ORJSONResponse", "UJSONResponse"):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            kind = getattr(fastapi.responses, name, None)
            if kind is None:
                found[name] = "gone"
                continue
            app = FastAPI(default_response_class=kind)
            with_routes(app)
            client = TestClient(app)
            found[name] = [client.get(path).text for path in PATHS[:3]]
        found[f"{name} warnings"] = [[each.category.__name__, str(each.message)[:80]] for each in caught]
    return found


def watch_defaults_of_app_router_and_include() -> object:
    found = []
    for app_class, router_class, include_class in (
        (Marked, None, None),
        (None, Marked, None),
        (None, None, Marked),
        (FastJSONResponse, Marked, None),
        (FastJSONResponse, None, Marked),
        (None, FastJSONResponse, Marked),
    ):
        app = FastAPI(**given(app_class))
        router = APIRouter(**given(router_class))
        with_routes(router)
        app.include_router(router, **given(include_class))
        client = TestClient(app)
        found.append([client.get(path).headers["content-type"] for path in PATHS])
    return found


def watch_calls_of_render() -> object:
    calls: list[str] = []

    class Counted(JSONResponse):
        def render(self, content: Any) -> bytes:
            calls.append(type(content).__name__)
            return super().render(content)

    app = FastAPI(default_response_class=Counted)
    with_routes(app)
    client = TestClient(app)
    for path in PATHS:
        client.get(path)
    return calls


def watch_class_of_another_media_type() -> object:
    app = FastAPI(default_response_class=HTMLResponse)

    @app.get("/text")
    def text() -> str:
        return "<b>bold</b>"

    @app.get("/null", response_class=PlainTextResponse)
    def null() -> None:
        return None

    client = TestClient(app, raise_server_exceptions=False)
    content = [app.openapi()["paths"][path]["get"]["responses"]["200"].get("content") for path in ("/text", "/null")]
    return [client.get(path).text for path in ("/text", "/null")], content


def watch_values_that_json_and_orjson_write_differently() -> object:
    values: list[Any] = [float("nan"), 2**70, {1: "a"}, "\ud800", {"b": 1, "a": 2}, 1e16, "\u2028"]
    found = []
    for kind in (JSONResponse, FastJSONResponse):
        for value in values:
            try:
                found.append(bytes(kind(value).body).decode())
            except Exception as error:
                found.append(type(error).__name__)
    return found


def watch_options_of_a_json_response() -> object:
    response = JSONResponse({"a": "é"}, status_code=201, headers={"X-A": "1"}, media_type="application/problem+json")
    return bytes(response.body).decode(), response.status_code, sorted(response.headers.items())


def watch_openapi_of_a_default_class() -> object:
    app = FastAPI(default_response_class=Marked)
    with_routes(app)
    return {path: list(each["get"]["responses"]["200"]["content"]) for path, each in app.openapi()["paths"].items()}
