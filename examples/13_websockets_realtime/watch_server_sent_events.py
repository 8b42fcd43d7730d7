"""Around server-sent events: what is written for each kind of item, and the stream's headers, pings and errors."""

import asyncio
import datetime
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient
from pydantic import BaseModel
from server_sent_events import app


class Price(BaseModel):
    amount: float
    currency: str = "EUR"


def streamed(endpoint: Any, **options: Any) -> object:
    made = FastAPI()
    made.get("/", **{"response_class": EventSourceResponse, **options})(endpoint)
    try:
        response = TestClient(made).get("/")
    except BaseException as error:
        inner: Any = getattr(error, "exceptions", [error])
        return [f"{type(one).__name__}: {str(one).splitlines()[0] if str(one) else ''}" for one in inner]
    return response.status_code, response.text, dict(response.headers)


def written(*items: Any) -> object:
    async def endpoint() -> AsyncIterator[Any]:
        for item in items:
            yield item

    return streamed(endpoint)


def watch_news() -> object:
    client = TestClient(app)
    headers = [None, "1", "3", "-1", "x", ""]
    return [
        [response.status_code, response.text, dict(response.headers)]
        for path in ("/news", "/news-by-hand")
        for last in headers
        for response in [client.get(path, headers={"Last-Event-ID": last} if last is not None else {})]
    ]


def watch_plain_items() -> object:
    moment = datetime.date(2024, 2, 29)
    return written(Price(amount=1), {"é": None}, "text", "two\nlines", 1, None, [1, moment], float("nan"), True)


def watch_data_of_events() -> object:
    values: list[Any] = [
        {"é": None},
        "text",
        "two\nlines",
        Price(amount=2),
        [Price(amount=3)],
        None,
        0,
        "",
        float("inf"),
    ]
    return written(*(ServerSentEvent(data=value) for value in values))


def watch_raw_data_of_events() -> object:
    texts = ["<b>", "", "a\nb", "a\r\nb\rc", "a\n", "\n", "a\u2028b\x0bc\x85d", " leading", "data: x"]
    return written(*(ServerSentEvent(raw_data=text) for text in texts))


def watch_fields_of_events() -> object:
    return written(
        ServerSentEvent(data=1, event="price", id="7", retry=3000, comment="one"),
        ServerSentEvent(comment="still\nhere"),
        ServerSentEvent(event="only"),
        ServerSentEvent(id=""),
        ServerSentEvent(retry=0),
        ServerSentEvent(),
    )


def watch_events_that_are_refused() -> object:
    wrong: list[dict[str, Any]] = [
        {"id": "1\n2"},
        {"id": "\0"},
        {"id": "1\r"},
        {"event": "a\nb"},
        {"event": "a\r"},
        {"retry": -1},
        {"retry": "soon"},
        {"data": 1, "raw_data": "1"},
    ]
    found: list[object] = []
    for fields in wrong:
        try:
            found.append(repr(ServerSentEvent(**fields)))
        except ValueError as error:
            one: Any = error.errors()[0]  # type: ignore[attr-defined]
            found.append([one["type"], one["msg"]])
    return found


def watch_format_of_an_event() -> object:
    from fastapi.sse import format_sse_event

    fields: dict[str, Any] = {"data_str": "a\nb", "event": "e", "id": "1", "retry": 5, "comment": "c\nd"}
    return [format_sse_event(**{name: value}).decode() for name, value in fields.items()], (
        format_sse_event(**fields).decode()
    )


def watch_kinds_of_generators() -> object:
    def plain() -> Iterator[int]:
        yield 1
        yield 2

    def iterable() -> Iterable[Price]:
        yield Price(amount=1)

    async def asynchronous() -> AsyncIterable[Price]:
        yield Price(amount=1)

    def empty() -> Iterator[int]:
        yield from ()

    def no_generator() -> EventSourceResponse:
        return EventSourceResponse(iter(["data: by hand\n\n"]))

    async def unannotated() -> Any:
        yield {"price": Price(amount=1)}
        yield float("inf")

    del unannotated.__annotations__["return"]
    endpoints = (plain, iterable, asynchronous, empty, no_generator, unannotated)
    return [streamed(endpoint) for endpoint in endpoints]


def watch_items_that_do_not_fit_the_annotation() -> object:
    async def wrong() -> AsyncIterator[Price]:
        yield Price(amount=1)
        yield {"amount": "much"}  # type: ignore[misc]

    async def coerced() -> AsyncIterator[Price]:
        yield {"amount": "2", "more": 1}  # type: ignore[misc]

    async def event() -> AsyncIterator[Price]:
        yield ServerSentEvent(data="anything")  # type: ignore[misc]

    return [streamed(endpoint) for endpoint in (wrong, coerced, event)]


def watch_options_of_the_route_for_items() -> object:
    async def endpoint() -> AsyncIterator[Price]:
        yield Price(amount=1)

    options: list[dict[str, Any]] = [
        {"response_model_exclude_defaults": True},
        {"response_model_include": {"currency"}},
        {"response_model_exclude": {"currency"}},
        {"status_code": 201},
    ]
    return [streamed(endpoint, **one) for one in options]


def watch_errors_in_a_stream() -> object:
    async def early() -> AsyncIterator[int]:
        raise HTTPException(status_code=418)
        yield 1

    async def late() -> AsyncIterator[int]:
        yield 1
        raise ZeroDivisionError("late")

    def late_in_a_thread() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("late")

    return [streamed(endpoint) for endpoint in (early, late, late_in_a_thread)]


def watch_dependencies_headers_and_tasks() -> object:
    steps: list[str] = []

    def resource(response: Response) -> Iterator[str]:
        response.headers["X-Own"] = "own"
        response.set_cookie("seen", "1")
        yield "resource"
        steps.append("closed")

    async def endpoint(tasks: BackgroundTasks, given: Annotated[str, Depends(resource)]) -> AsyncIterator[str]:
        tasks.add_task(steps.append, "task")
        yield given
        steps.append("stream ends")

    return streamed(endpoint), steps


def watch_methods_of_a_stream() -> object:
    made = FastAPI()

    @made.post("/", response_class=EventSourceResponse)
    async def endpoint(price: Price) -> AsyncIterator[Price]:
        yield price

    client = TestClient(made)
    return client.post("/", json={"amount": 1}).text, client.post("/", json={}).status_code, client.get("/").status_code


def asked(made: Any, leave_after: int = 10**6) -> list[str]:
    """What an app sends before the client leaves."""
    parts: list[str] = []
    left = asyncio.Event()
    request = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in request:
            return message
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        parts.append(message.get("body", b"start").decode())
        if len(parts) > leave_after:
            left.set()

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "root_path": ""}
    asyncio.run(asyncio.wait_for(made({**scope, "asgi": {"spec_version": "2.3"}}, receive, send), 10))
    return parts


def watch_pings_of_an_idle_stream() -> object:
    from fastapi import routing as fastapi_routing

    routing: Any = fastapi_routing
    made = FastAPI()
    waits = asyncio.Event()
    before = getattr(routing, "_PING_INTERVAL", None)

    @made.get("/", response_class=EventSourceResponse)
    async def endpoint() -> AsyncIterator[int]:
        yield 1
        await waits.wait()

    routing._PING_INTERVAL = 0.001
    try:
        return before, asked(made, leave_after=3)[:4]
    finally:
        routing._PING_INTERVAL = before


def watch_client_that_leaves_an_endless_stream() -> object:
    made = FastAPI()
    steps: list[str] = []

    @made.get("/", response_class=EventSourceResponse)
    async def endpoint() -> AsyncIterator[int]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            steps.append("generator closed")

    return asked(made, leave_after=3)[:4], steps


def watch_parts_of_a_stream() -> object:
    made = FastAPI()

    @made.get("/", response_class=EventSourceResponse)
    def endpoint() -> Iterator[int]:
        yield 1
        yield 2

    return asked(made)


def watch_stream_in_the_document() -> object:
    made = FastAPI()

    @made.get("/any", response_class=EventSourceResponse)
    async def untyped() -> Any:
        yield 1

    @made.get("/model", response_class=EventSourceResponse)
    async def model() -> AsyncIterable[Price]:
        yield Price(amount=1)

    @made.get("/event", response_class=EventSourceResponse)
    async def event() -> AsyncIterable[ServerSentEvent]:
        yield ServerSentEvent(data=1)

    @made.get("/number", response_class=EventSourceResponse)
    def number() -> Iterable[int]:
        yield 1

    paths = {path: item["get"]["responses"]["200"] for path, item in made.openapi()["paths"].items()}
    own = {path: item["get"] for path, item in app.openapi()["paths"].items()}
    return paths, own


def watch_stream_of_an_included_router_in_the_document() -> object:
    from fastapi import APIRouter

    router = APIRouter()

    @router.get("/model", response_class=EventSourceResponse)
    async def model() -> AsyncIterable[Price]:
        yield Price(amount=1)

    @router.get("/lines")
    async def lines() -> AsyncIterable[Price]:
        yield Price(amount=1)

    made = FastAPI()
    made.include_router(router)
    return {path: item["get"]["responses"]["200"] for path, item in made.openapi()["paths"].items()}


def watch_stream_without_a_media_type() -> object:
    bare = FastAPI()

    @bare.get("/")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter(["data: 1\n\n"]))

    response = TestClient(bare).get("/")
    return response.text, dict(response.headers), EventSourceResponse.media_type
