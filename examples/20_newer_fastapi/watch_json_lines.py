"""Around JSON Lines: other return types, options of the model, tasks, and errors in the middle of a stream."""

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from fastapi import BackgroundTasks, FastAPI, Response
from fastapi.testclient import TestClient
from json_lines import Order, app
from pydantic import BaseModel, Field


def answer(endpoint: Any, kind: Any, **options: Any) -> object:
    own = FastAPI()
    try:
        endpoint.__annotations__["return"] = kind
        own.get("/", **options)(endpoint)
        response = TestClient(own, raise_server_exceptions=False).get("/")
        told = [response.status_code, response.headers.get("content-type"), response.text]
        return told, own.openapi()["paths"]["/"]["get"]["responses"]["200"]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def dicts() -> Iterator[Any]:
    yield {"id": "1", "item": "a", "extra": True}
    yield {"id": 2, "item": "b"}


async def models() -> AsyncIterator[Any]:
    yield Order(id=1, item="a")


def watch_dicts_that_become_the_model() -> object:
    return answer(dicts, Iterator[Order])


def watch_unions_and_optional_items() -> object:
    def mixed() -> Iterator[Any]:
        yield Order(id=1, item="a")
        yield None
        yield 7

    return answer(mixed, Iterator[Order | int | None])


def watch_options_of_the_route() -> object:
    class Priced(BaseModel):
        id: int
        unit_price: float | None = Field(default=None, alias="unitPrice")
        day: date = date(2026, 1, 2)

    def priced() -> Iterator[Any]:
        yield Priced(id=1)
        yield Priced(id=2, unitPrice=1.5)

    options: list[dict[str, Any]] = [
        {"status_code": 203},
        {"response_model_by_alias": False},
        {"response_model_exclude_none": True},
        {"response_description": "Lines", "responses": {404: {"description": "None"}}},
    ]
    return [answer(priced, Iterator[Priced], **one) for one in options]


def watch_item_that_does_not_fit_in_the_middle() -> object:
    def wrong() -> Iterator[Any]:
        yield Order(id=1, item="a")
        yield {"id": "x"}

    return answer(wrong, Iterator[Order])


def watch_headers_and_tasks_of_a_stream() -> object:
    own, ran = FastAPI(), []

    @own.get("/")
    async def read(response: Response, tasks: BackgroundTasks) -> AsyncIterator[Order]:
        response.headers["X-Count"] = "1"
        tasks.add_task(lambda: ran.append("task"))
        yield Order(id=1, item="a")
        ran.append("body")

    response = TestClient(own).get("/")
    return response.headers.get("x-count"), response.text, ran


def watch_stream_from_a_post_and_a_head() -> object:
    own = FastAPI()
    own.post("/")(models)
    client = TestClient(own)
    return client.post("/").text, client.head("/").status_code


def watch_stream_of_no_items() -> object:
    async def nothing() -> AsyncIterator[Any]:
        return
        yield

    return answer(nothing, AsyncIterator[Order])


def watch_endpoint_that_is_a_generator_without_a_type() -> object:
    return answer(dicts, Any), answer(models, None)


def watch_openapi() -> object:
    return app.openapi()
