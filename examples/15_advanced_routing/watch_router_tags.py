"""Around tags: duplicates, nested routers, other enums, odd values, and tags that the document lists."""

from enum import Enum, IntEnum
from typing import Any

from fastapi import APIRouter, FastAPI
from router_tags import app as shown


def tags(app: FastAPI) -> object:
    try:
        return {path: methods["get"].get("tags") for path, methods in app.openapi()["paths"].items()}
    except Exception as error:
        return type(error).__name__


def tagged(*, router: Any = None, include: Any = None, route: Any = None, app: FastAPI | None = None) -> object:
    made, app = APIRouter(tags=router), app or FastAPI()
    made.add_api_route("/x", lambda: "x", tags=route)
    app.include_router(made, tags=include)
    return tags(app)


def watch_shown_document() -> object:
    return shown.openapi()["paths"], shown.openapi().get("tags")


def watch_duplicates() -> object:
    return tagged(router=["a", "b"], include=["a"], route=["b", "c"])


def watch_nested_routers() -> object:
    inner, outer, app = APIRouter(tags=["inner"]), APIRouter(tags=["outer"]), FastAPI()
    inner.add_api_route("/x", lambda: "x", tags=["route"])
    outer.include_router(inner, tags=["inner include"])
    app.include_router(outer, tags=["outer include"])
    return tags(app)


def watch_router_included_twice() -> object:
    router, app = APIRouter(tags=["items"]), FastAPI()
    router.add_api_route("/x", lambda: "x")
    for version in ("v1", "v2"):
        app.include_router(router, prefix=f"/{version}", tags=[version])
    return tags(app)


def watch_other_enums() -> object:
    class Plain(Enum):
        ITEMS = "items"

    class Number(IntEnum):
        ONE = 1

    return tagged(route=[Plain.ITEMS]), tagged(route=[Number.ONE])


def watch_values_that_are_no_list_of_strings() -> object:
    values: list[Any] = ["text", ("a", "b"), {"a"}, [1], [None], [""], []]
    seen = []
    for value in values:
        try:
            seen.append(tagged(route=value))
        except Exception as error:
            seen.append(type(error).__name__)
    return seen


def watch_list_changed_after_the_declaration() -> object:
    given: list[Any] = ["a"]
    router, app = APIRouter(tags=given), FastAPI()
    router.add_api_route("/x", lambda: "x")
    app.include_router(router)
    given.append("b")
    router.add_api_route("/y", lambda: "y")
    return tags(app)


def watch_tags_of_the_app_and_its_list_of_tags() -> object:
    app = FastAPI(openapi_tags=[{"name": "items", "description": "All items"}])
    return tagged(route=["items"], app=app), app.openapi()["tags"]


def watch_tags_of_an_app_wide_router() -> object:
    app = FastAPI()
    app.router.tags.append("all")
    app.add_api_route("/own", lambda: "own", tags=["own"])
    return tagged(router=["router"], app=app)
