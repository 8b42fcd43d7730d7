"""Around documented responses: examples, descriptions, media types, shared responses, and the schema of errors."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from response_examples import Item, Problem
from response_examples import app as shown


def attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"


def made(responses: Any, **options: Any) -> FastAPI:
    app = FastAPI()
    app.add_api_route("/x", lambda: "x", responses=responses, **options)
    return app


def documented(responses: Any, **options: Any) -> Any:
    return attempt(lambda: made(responses, **options).openapi()["paths"]["/x"]["get"]["responses"])


def watch_shown_document() -> object:
    return shown.openapi()


def watch_example_that_does_not_fit() -> object:
    return documented({200: {"content": {"application/json": {"example": {"nonsense": True}}}}}, response_model=Item)


def watch_named_examples() -> object:
    examples = {"one": {"summary": "One", "value": 1}, "two": {"externalValue": "https://example.com/two"}}
    return documented({200: {"content": {"application/json": {"examples": examples}}}})


def watch_placeholder_in_an_example() -> object:
    app = made({200: {"content": {"application/json": {"example": {...}}}}})
    client = TestClient(app, raise_server_exceptions=False)
    return attempt(lambda: str(app.openapi())[:9]), client.get("/openapi.json").status_code, client.get("/x").json()


def watch_descriptions() -> object:
    codes: list[Any] = [200, 404, "409", "4XX", "5xx", "default", "1XX", "2XX", "3xx", HTTPStatus.GONE, 299]
    return {str(code): documented({code: {}}) for code in codes}


def watch_description_of_the_route_and_of_the_response() -> object:
    return (
        documented({200: {"description": "given"}}, response_description="of the route"),
        documented({200: {}}, response_description="of the route"),
        documented({201: {"description": "given"}}, status_code=201),
        documented({200: {"description": "given"}}, status_code=201),
    )


def watch_other_media_types() -> object:
    return documented({200: {"content": {"image/png": {}}, "description": "or a picture"}}), documented(
        {200: {"content": {"application/json": {"schema": {"maxLength": 3}}}}}, response_model=str
    )


def watch_headers_and_links() -> object:
    return documented(
        {200: {"headers": {"X-Rate": {"schema": {"type": "integer"}}}, "links": {"next": {"operationId": "next"}}}}
    )


def watch_models_of_each_kind() -> object:
    class Busy(BaseModel):
        wait: int

    given: dict[Any, Any] = {
        400: {"model": Problem},
        401: {"model": list[Problem]},
        402: {"model": Problem | Busy},
        403: {"model": dict[str, int]},
        404: {"model": None},
        405: {"model": str, "content": {"text/plain": {}}},
        406: {"model": Problem, "content": {"application/json": {"example": {"detail": "x"}}}},
    }
    app = made(given)
    return app.openapi()["paths"]["/x"]["get"]["responses"], list(app.openapi()["components"]["schemas"])


def watch_responses_that_are_refused() -> object:
    refused: list[Any] = [
        {204: {"model": Problem}},
        {404: "no dict"},
        {404: {"model": object()}},
        {"abc": {}},
        {200: {"content": 1}},
    ]
    return [documented(given) for given in refused]


def watch_union_shared_by_the_routes_of_an_app() -> object:
    class Busy(BaseModel):
        wait: int

    app = FastAPI(responses={503: {"model": Problem | Busy, "content": {"application/json": {"example": {"wait": 1}}}}})
    for name in ("a", "b"):
        app.add_api_route(f"/{name}", lambda: "x", name=name)
    return [app.openapi()["paths"][f"/{name}"]["get"]["responses"]["503"] for name in ("a", "b")]


def watch_responses_of_app_router_inclusion_and_route() -> object:
    app, router = (
        FastAPI(responses={400: {"description": "app"}, 401: {"description": "app"}}),
        APIRouter(responses={401: {"description": "router"}, 402: {"description": "router"}}),
    )
    router.add_api_route("/x", lambda: "x", responses={402: {"description": "route"}})
    app.include_router(router, responses={401: {"description": "include"}, 403: {"description": "include"}})
    responses = app.openapi()["paths"]["/x"]["get"]["responses"]
    return {code: each["description"] for code, each in responses.items()}


def watch_validation_error_beside_others() -> object:
    def responses_of(given: Any) -> Any:
        app = FastAPI()
        app.add_api_route("/{item_id}", lambda item_id: None, responses=given)
        document = app.openapi()
        schemas = list(document.get("components", {}).get("schemas", {}))
        return document["paths"]["/{item_id}"]["get"]["responses"], schemas

    others: list[Any] = [{}, {422: {"model": Problem}}, {"4XX": {}}, {"default": {}}, {422: {"description": "own"}}]
    return [responses_of(given) for given in others]


def watch_schema_of_validation_errors() -> object:
    schemas = shown.openapi()["components"]["schemas"]
    return schemas["HTTPValidationError"], schemas["ValidationError"]


def watch_model_called_like_the_errors() -> object:
    class ValidationError(BaseModel):
        mine: int

    app = FastAPI()

    @app.get("/{item_id}")
    def read(item_id: int) -> ValidationError:
        return ValidationError(mine=item_id)

    document = app.openapi()
    schema = document["paths"]["/{item_id}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return schema, document["components"]["schemas"]


def watch_examples_in_the_model() -> object:
    class Sample(BaseModel):
        model_config = {"json_schema_extra": {"examples": [{"name": "green"}]}}
        name: str

    app = FastAPI()
    app.add_api_route("/x", lambda: None, response_model=Sample)
    return app.openapi()["components"]["schemas"]["Sample"]
