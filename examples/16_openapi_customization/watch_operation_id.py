"""Around operation ids: the default rule, which function wins, duplicates, and what else takes the id."""

import warnings
from typing import Any

from fastapi import APIRouter, Body, FastAPI
from fastapi.routing import APIRoute
from operation_id import app as shown


def ids(app: FastAPI) -> Any:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        found = {
            f"{method} {path}": operation["operationId"]
            for path, methods in app.openapi()["paths"].items()
            for method, operation in methods.items()
        }
    return [found, *(str(warning.message).partition(" at ")[0] for warning in seen)]


def watch_shown_document() -> object:
    return shown.openapi()["paths"]


def watch_default_rule() -> object:
    app = FastAPI()
    app.add_api_route("/items/{item_id}/a-b.c", lambda: None, name="read item")
    app.add_api_route("/", lambda: None, name="")
    app.add_api_route("/both", lambda: None, name="both", methods=["PUT", "POST"])
    return ids(app)[0].keys() - {"put /both", "post /both"} == {"get /items/{item_id}/a-b.c", "get /"}, {
        key: value.removesuffix("_put").removesuffix("_post") for key, value in sorted(ids(app)[0].items())
    }


def watch_functions_of_app_router_inclusion_and_route() -> object:
    app = FastAPI(generate_unique_id_function=lambda route: f"app_{route.name}")
    router = APIRouter(generate_unique_id_function=lambda route: f"router_{route.name}")
    plain = APIRouter()
    for each in (router, plain):
        each.add_api_route("/x", lambda: None, name="x")
        each.add_api_route(
            "/y", lambda: None, name="y", generate_unique_id_function=lambda route: f"route_{route.name}"
        )
    app.include_router(router, prefix="/router")
    app.include_router(plain, prefix="/plain")
    app.include_router(plain, prefix="/include", generate_unique_id_function=lambda route: f"include_{route.name}")
    app.add_api_route("/own", lambda: None, name="own")
    app.add_api_route("/given", lambda: None, name="given", operation_id="given")
    return ids(app)


def watch_what_the_function_sees() -> object:
    def describe(route: APIRoute) -> str:
        methods = "+".join(sorted(route.methods or ()))
        return f"{route.path_format}|{route.path}|{'+'.join(map(str, route.tags))}|{route.name}|{methods}"

    app, router = FastAPI(generate_unique_id_function=describe), APIRouter(prefix="/items", tags=["items"])
    router.add_api_route("/{item_id:int}", lambda item_id: None, name="read")
    app.include_router(router, prefix="/v1", tags=["v1"])
    return ids(app)


def watch_duplicates() -> object:
    app, named = FastAPI(), FastAPI(generate_unique_id_function=lambda route: route.name)
    router = APIRouter()
    router.add_api_route("/x", lambda: None, name="x")
    for path in ("/a", "/b"):
        app.add_api_route(path, lambda: None, operation_id="twice")
        named.include_router(router, prefix=path)
    return ids(app), ids(named)


def watch_titles_and_bodies_that_take_the_id() -> object:
    app = FastAPI()

    @app.put("/x", operation_id="putItem")
    def put(a: int, b: list[int], c: list[int] = Body(default=[])) -> list[int]:
        return b

    document = app.openapi()
    return document["paths"]["/x"]["put"], list(document["components"]["schemas"])


def watch_id_set_after_the_declaration() -> object:
    app = FastAPI()
    app.add_api_route("/x", lambda: None, name="x")
    for route in app.routes:
        if isinstance(route, APIRoute):
            route.operation_id = f"late_{route.name}"
    return ids(app)


def watch_function_that_returns_odd_values() -> object:
    seen = []
    for value in ("", "a b/c", None, 5):
        app = FastAPI(generate_unique_id_function=lambda route, value=value: value)  # type: ignore[misc]
        try:
            app.add_api_route("/x", lambda: None)
            seen.append(ids(app))
        except Exception as error:
            seen.append(type(error).__name__)
    return seen
