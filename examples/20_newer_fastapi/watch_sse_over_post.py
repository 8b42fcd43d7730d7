"""Around events over POST: every field of an event, plain items, other methods, pings, and failures in a stream."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from fastapi import BackgroundTasks, FastAPI, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sse_over_post import app


class Usage(BaseModel):
    words: int


def answer(*items: Any, kind: Any = AsyncIterator[ServerSentEvent], **options: Any) -> object:
    own = FastAPI()

    async def stream() -> AsyncIterator[Any]:
        for item in items:
            yield item

    try:
        stream.__annotations__["return"] = kind
        own.post("/", response_class=EventSourceResponse, **options)(stream)
        response = TestClient(own, raise_server_exceptions=False).post("/")
        document = own.openapi()["paths"]["/"]["post"]["responses"]
        return response.status_code, sorted(response.headers.items()), response.text, document
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def watch_every_field_of_an_event() -> object:
    return answer(
        ServerSentEvent(data={"a": [1, None]}, event="e", id="7", retry=500, comment="one\ntwo\r\nthree"),
        ServerSentEvent(raw_data="<b>\n\nline</b>\r"),
        ServerSentEvent(comment="only a comment"),
        ServerSentEvent(data="", event="", id="", retry=0),
        ServerSentEvent(data=float("nan")),
        ServerSentEvent(data=Usage(words=1)),
        ServerSentEvent(),
    )


def watch_events_that_are_refused() -> object:
    wrong: list[dict[str, Any]] = [
        {"data": 1, "raw_data": "1"},
        {"event": "a\nb"},
        {"event": "a\rb"},
        {"id": "a\0b"},
        {"id": "a\nb"},
        {"retry": -1},
        {"retry": "soon"},
        {"event": "a\u2028b"},
    ]
    told: list[object] = []
    for fields in wrong:
        try:
            told.append(ServerSentEvent(**fields).model_dump())
        except ValueError as error:
            told.append(type(error).__name__)
    return told


def watch_plain_items_of_a_type() -> object:
    return [
        answer(Usage(words=1), {"words": "2", "extra": 1}, kind=AsyncIterator[Usage]),
        answer({"words": "many"}, kind=AsyncIterator[Usage]),
        answer("text", 1, None, kind=Any),
    ]


def watch_options_of_the_route() -> object:
    return [
        answer(Usage(words=1), kind=AsyncIterator[Usage], status_code=202),
        answer(Usage(words=1), kind=AsyncIterator[Usage], response_model_exclude={"words"}),
        answer(Usage(words=1), kind=AsyncIterator[Usage], responses={409: {"description": "Busy"}}),
    ]


def watch_failure_after_the_first_event() -> object:
    own = FastAPI()

    @own.post("/", response_class=EventSourceResponse)
    async def stream() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(data=1)
        raise ValueError("broken")

    try:
        return TestClient(own).post("/").text
    except BaseException as error:
        return type(error).__name__


def watch_sync_generator_with_headers_and_tasks() -> object:
    own, ran = FastAPI(), []

    @own.put("/", response_class=EventSourceResponse)
    def stream(response: Response, tasks: BackgroundTasks) -> Iterator[ServerSentEvent]:
        response.headers["X-Count"] = "1"
        response.headers["Cache-Control"] = "no-store"
        tasks.add_task(lambda: ran.append("task"))
        yield ServerSentEvent(data=1)
        ran.append("body")

    response = TestClient(own).put("/")
    return sorted(response.headers.multi_items()), response.text, ran


def watch_pings_of_an_idle_stream(monkeypatch: Any) -> object:
    import anyio
    from fastapi import routing

    monkeypatch.setattr(routing, "_PING_INTERVAL", 0.001)
    own = FastAPI()

    @own.post("/", response_class=EventSourceResponse)
    async def stream() -> AsyncIterator[ServerSentEvent]:
        await anyio.sleep(0.05)
        yield ServerSentEvent(data="late")

    text = TestClient(own).post("/").text
    return text.startswith(": ping\n\n"), text.replace(": ping\n\n", "")


def watch_response_class_of_an_endpoint_that_returns() -> object:
    own = FastAPI()

    @own.post("/", response_class=EventSourceResponse)
    def read() -> dict[str, int]:
        return {"a": 1}

    response = TestClient(own, raise_server_exceptions=False).post("/")
    return response.status_code, response.text


def watch_openapi() -> object:
    return app.openapi()
