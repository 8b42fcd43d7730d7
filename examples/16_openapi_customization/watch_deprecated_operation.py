"""Around the mark: where else it can be given, what False means, parameters and fields that are deprecated."""

import warnings
from typing import Annotated, Any

from deprecated_operation import app as shown
from fastapi import APIRouter, Cookie, FastAPI, Header, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field


def marks(app: FastAPI) -> dict[str, Any]:
    return {
        f"{method} {path}": operation.get("deprecated", "no mark")
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def watch_shown_document() -> object:
    return shown.openapi()["paths"]


def watch_headers_and_warnings_of_an_answer() -> object:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        response = TestClient(shown).get("/v1/items")
    return dict(response.headers), [str(warning.message) for warning in seen if "deprecated" in str(warning.message)]


def watch_router_inclusion_and_app() -> object:
    router, marked = APIRouter(), APIRouter(deprecated=True)
    for each in (router, marked):
        each.add_api_route("/x", lambda: None)
        each.add_api_route("/lifted", lambda: None, deprecated=False)
    included, whole, off = FastAPI(), FastAPI(deprecated=True), FastAPI(deprecated=False)
    included.include_router(router, prefix="/old", deprecated=True)
    included.include_router(router, prefix="/new")
    included.include_router(marked, prefix="/router")
    included.include_router(marked, prefix="/false", deprecated=False)
    whole.include_router(router)
    whole.add_api_route("/own", lambda: None)
    off.add_api_route("/own", lambda: None, deprecated=True)
    return marks(included), marks(whole), marks(off)


def watch_false_on_a_route() -> object:
    app = FastAPI()
    app.add_api_route("/x", lambda: None, deprecated=False)
    return marks(app)


def watch_nested_routers() -> object:
    app, outer, inner = FastAPI(), APIRouter(), APIRouter()
    inner.add_api_route("/x", lambda: None)
    outer.include_router(inner, prefix="/inner", deprecated=True)
    outer.include_router(inner, prefix="/plain")
    app.include_router(outer)
    return marks(app)


def watch_deprecated_parameters_and_fields() -> object:
    app = FastAPI()

    class Item(BaseModel):
        name: str
        old: str = Field("x", deprecated=True)

    @app.post("/x")
    def create(
        item: Item,
        old: Annotated[str, Query(deprecated=True)] = "a",
        text: Annotated[str, Query(deprecated="use q")] = "a",
        header: Annotated[str, Header(deprecated=True)] = "a",
        cookie: Annotated[str, Cookie(deprecated=True)] = "a",
    ) -> Item:
        return item

    document = app.openapi()
    return document["paths"]["/x"]["post"]["parameters"], document["components"]["schemas"]["Item"]


def watch_function_that_python_marks() -> object:
    from typing_extensions import deprecated

    app = FastAPI()

    @app.get("/x")
    @deprecated("use /y")
    def read() -> str:
        return "x"

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        answer = TestClient(app).get("/x").json()
    return marks(app), answer, [str(warning.message) for warning in seen if "use /y" in str(warning.message)]
