"""Around streams: kinds of pieces, endpoints that yield, JSON Lines, dependencies, servers old and new."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Generator, Iterable, Iterator, MutableMapping
from decimal import Decimal
from typing import Annotated, Any

import streaming_response
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Response
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel


class Item(BaseModel):
    name: str
    price: Decimal | None = None


class Stored(Item):
    cost: int = 1


def streaming(content: Any) -> Callable[[], StreamingResponse]:
    """An endpoint without parameters that streams the content, or what it makes when called."""
    return lambda: StreamingResponse(content() if callable(content) else content)


def answer(endpoint: Any, annotation: Any = "none", **options: Any) -> object:
    """What a client gets from an endpoint, and how it is documented."""
    other = FastAPI()
    if annotation != "none":
        endpoint.__annotations__["return"] = annotation
    try:
        other.get("/", **options)(endpoint)
        response = TestClient(other).get("/")
        body: object = response.status_code, response.text, dict(response.headers)
    except Exception as error:
        body = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
    try:
        return (
            body,
            other.openapi()["paths"]["/"]["get"]["responses"],
            sorted(other.openapi().get("components", {}).get("schemas", {})),
        )
    except Exception as error:
        return body, type(error).__name__


def run(app: Any, events: list[str], version: str = "2.4", messages: list[dict[str, Any]] | None = None) -> list[Any]:
    """Call an app as a server does; note each piece in events when it is sent."""
    waiting = messages or [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if message.get("body"):
            events.append(f"sent {bytes(message['body']).decode().strip()}")

    scope: dict[str, Any] = {"type": "http", "asgi": {"version": "3.0", "spec_version": version}, "http_version": "1.1"}
    scope |= {"method": "GET", "scheme": "http", "path": "/", "raw_path": b"/", "root_path": "", "query_string": b""}
    scope |= {"headers": [], "client": ("testclient", 1), "server": ("testserver", 80)}
    asyncio.run(app(scope, receive, send))
    return [[m["type"], repr(m.get("body", m.get("status"))), m.get("more_body")] for m in sent]


def watch_openapi() -> object:
    return streaming_response.app.openapi()["paths"]


def watch_messages() -> object:
    async def report() -> AsyncIterator[str]:
        yield "a"
        yield ""
        yield "ü"

    events: list[str] = []
    return run(StreamingResponse(report(), 203, media_type="text/plain"), events), events


def watch_kinds_of_pieces() -> object:
    pieces: list[Any] = [b"a", "ü", memoryview(b"m"), bytearray(b"b"), 1, None]
    return [answer(streaming([piece])) for piece in pieces]


def watch_kinds_of_content() -> object:
    def generate() -> Iterator[str]:
        yield "g"

    contents: list[Any] = [["a", "b"], "ab", ("a",), generate(), b"ab", {"k": 1}, None, 5]
    return [answer(streaming(content)) for content in contents]


def watch_arguments() -> object:
    class Lines(StreamingResponse):
        media_type = "text/x-lines"
        charset = "latin-1"

    return (
        answer(lambda: StreamingResponse(["a"])),
        answer(lambda: StreamingResponse(["a"], 404, {"X-A": "b", "Content-Length": "1"}, "text/csv; charset=x")),
        answer(lambda: Lines(["ü"])),
        answer(lambda: Lines(["ü"], media_type="text/plain")),
        answer(lambda: ["a", "b"], response_class=StreamingResponse),
    )


def watch_error_in_the_stream() -> object:
    async def broken() -> AsyncIterator[str]:
        yield "a"
        raise LookupError("gone")

    async def refused() -> AsyncIterator[str]:
        raise HTTPException(404)
        yield "a"

    results: list[object] = []
    for make in (broken, refused):
        other = FastAPI()
        other.get("/")(streaming(make))
        events: list[str] = []
        try:
            run(other, events)
        except Exception as error:
            events.append(f"{type(error).__name__}: {error}")
        quiet = TestClient(other, raise_server_exceptions=False).get("/")
        results.append([events, quiet.status_code])
    return results


def watch_dependency_and_background_around_the_stream() -> object:
    results: list[object] = []
    for is_async in (True, False):
        events: list[str] = []

        def open_file(events: list[str] = events) -> Iterator[str]:
            events.append("open")
            yield "file"
            events.append("closed")

        other = FastAPI()

        @other.get("/")
        def read(
            file: Annotated[str, Depends(open_file)],
            tasks: BackgroundTasks,
            is_async: bool = is_async,
            events: Any = Depends(lambda events=events: events),
        ) -> StreamingResponse:
            async def lines() -> AsyncIterator[str]:
                yield f"{file} 1"
                yield f"{file} 2"

            tasks.add_task(events.append, "task")
            return StreamingResponse(lines() if is_async else iter([f"{file} 1", f"{file} 2"]))

        run(other, events)
        results.append(events)
    return results


def watch_dependency_that_ends_before_the_stream() -> object:
    def act() -> object:
        events: list[str] = []

        def open_file() -> Iterator[str]:
            events.append("open")
            yield "file"
            events.append("closed")

        other = FastAPI()

        @other.get("/")
        def read(file: Annotated[str, Depends(open_file, scope="function")]) -> StreamingResponse:
            return StreamingResponse(iter([file]))

        run(other, events)
        return events

    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"


def watch_servers_old_and_new() -> object:
    async def pieces() -> AsyncIterator[str]:
        yield "a"
        await asyncio.sleep(0)
        yield "b"

    results: list[object] = [run(StreamingResponse(pieces()), [], version) for version in ("2.0", "2.3", "2.4", "3.0")]
    gone = [{"type": "http.request"}, {"type": "http.disconnect"}]
    return results, len(run(StreamingResponse(pieces()), [], "2.3", gone)) < 4


def watch_client_that_leaves() -> object:
    async def endless() -> AsyncIterator[str]:
        while True:
            yield "a"

    count = 0

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise OSError

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    try:
        asyncio.run(StreamingResponse(endless())({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send))
    except BaseException as error:
        return type(error).__name__, count
    return "ended", count


def watch_stream_that_refuses_a_websocket() -> object:
    from starlette.background import BackgroundTask
    from starlette.testclient import WebSocketDenialResponse

    ran: list[str] = []
    other = FastAPI()

    async def refuse(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await StreamingResponse(["a", "b"], 403, background=BackgroundTask(ran.append, "ran"))(scope, receive, send)

    other.mount("/", refuse)
    try:
        with TestClient(other).websocket_connect("/"):
            return "accepted"
    except WebSocketDenialResponse as error:
        return error.status_code, error.text, ran


def watch_json_lines() -> object:
    def read() -> Iterator[Item]:
        yield Item(name="a", price=Decimal("1.50"))
        yield Stored(name="b")

    async def read_async() -> AsyncIterator[Item]:
        yield Item(name="a", price=Decimal("1.50"))
        yield Stored(name="b")

    kinds: list[Any] = [Iterator[Item], Iterable[Item], Generator[Item, None, None], list[Item], None, "none", Any]
    asynchronous: list[Any] = [AsyncIterator[Item], AsyncIterable[Item], "none"]
    return [answer(read, kind) for kind in kinds], [answer(read_async, kind) for kind in asynchronous]


def watch_json_lines_without_a_type() -> object:
    def read():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield {"value": 1.5, "ü": [float("nan"), {"a": float("inf")}]}
        yield Item(name="a")
        yield None
        yield "text"

    async def read_async():  # type: ignore[no-untyped-def]  # noqa: ANN202
        yield {1: Decimal("1.5")}

    return answer(read), answer(read_async)


def watch_json_lines_of_plain_types() -> object:
    def numbers() -> Iterator[dict[str, float]]:
        yield {"value": 1e-7}
        yield {"value": float("nan")}

    def wrong() -> Iterator[int]:
        yield 1
        yield "x"  # type: ignore[misc]

    async def nothing() -> AsyncIterator[int]:
        return
        yield 1

    return answer(numbers), answer(wrong), answer(nothing)


def watch_json_lines_with_options() -> object:
    def read() -> Iterator[Item]:
        yield Stored(name="a")
        yield Item(name="b", price=None)

    options: list[dict[str, Any]] = [
        {"response_model_exclude_unset": True},
        {"response_model_exclude_none": True},
        {"response_model_exclude_defaults": True},
        {"response_model_include": {"name"}},
        {"response_model_exclude": {"name"}},
        {"response_model": Item},
        {"response_model": list[Item]},
        {"response_model": None},
        {"status_code": 202},
        {"responses": {200: {"description": "Lines."}}},
    ]
    return [answer(read, Iterator[Item], **option) for option in options]


def watch_json_lines_with_headers_cookies_and_tasks() -> object:
    ran: list[str] = []

    def lines(response: Response, tasks: BackgroundTasks) -> Iterator[int]:
        response.headers["X-A"] = "b"
        response.set_cookie("c", "d")
        response.status_code = 203
        tasks.add_task(ran.append, "lines")
        yield 1

    def prepare(response: Response, tasks: BackgroundTasks) -> None:
        response.headers["X-Prepared"] = "yes"
        response.status_code = 206
        tasks.add_task(ran.append, "prepared")

    async def raw() -> AsyncIterator[str]:
        yield "a"

    async def prepared() -> AsyncIterator[int]:
        yield 1

    prepares: dict[str, Any] = {"dependencies": [Depends(prepare)]}
    results = [answer(lines), answer(raw, response_class=StreamingResponse, **prepares), answer(prepared, **prepares)]
    return results, ran


def watch_http_exception_before_and_in_json_lines() -> object:
    def refuse() -> None:
        raise HTTPException(403)

    def read() -> Iterator[int]:
        raise HTTPException(404)
        yield 1

    return answer(read), answer(read, dependencies=[Depends(refuse)])


def watch_yield_with_a_response_class() -> object:
    from fastapi.responses import JSONResponse, PlainTextResponse

    class Csv(StreamingResponse):
        media_type = "text/csv"

    def read() -> Iterator[str]:
        yield "a"
        yield "ü"

    async def read_async() -> AsyncIterator[bytes]:
        yield b"a"

    kinds: list[Any] = [StreamingResponse, Csv, JSONResponse, PlainTextResponse]
    return [answer(read, response_class=kind) for kind in kinds], [
        answer(read_async, response_class=kind) for kind in kinds[:2]
    ]


def watch_callable_objects_and_partials_that_yield() -> object:
    from functools import partial

    class Counter:
        def __call__(self) -> Iterator[int]:
            yield 1

    class AsyncCounter:
        async def __call__(self) -> AsyncIterator[int]:
            yield 1

    def count(start: int) -> Iterator[int]:
        yield start

    other = FastAPI()
    results: list[object] = []
    endpoints: list[Any] = [Counter(), AsyncCounter(), partial(count, 5)]
    for number, endpoint in enumerate(endpoints):
        try:
            other.get(f"/{number}", name=str(number))(endpoint)
            response = TestClient(other).get(f"/{number}")
            results.append([response.text, response.headers["content-type"]])
        except Exception as error:
            results.append(f"{type(error).__name__}: {str(error)[:80]}")
    return results


def watch_order_of_json_lines() -> object:
    events: list[str] = []
    other = FastAPI()

    async def read() -> AsyncIterator[int]:
        for number in (1, 2):
            events.append(f"made {number}")
            yield number
        events.append("finished")

    try:
        other.get("/")(read)
        run(other, events)
    except Exception as error:
        events.append(type(error).__name__)
    return events


def watch_server_sent_events() -> object:
    def act() -> object:
        from fastapi.sse import EventSourceResponse, ServerSentEvent

        def plain() -> Iterator[Item]:
            yield Item(name="a")

        def events() -> Iterator[ServerSentEvent]:
            yield ServerSentEvent(data={"a": float("nan")}, event="x", id="1", retry=5)
            yield ServerSentEvent(data=Item(name="b"))
            yield ServerSentEvent(raw_data="line\nline")
            yield ServerSentEvent(comment="note")

        async def untyped():  # type: ignore[no-untyped-def]  # noqa: ANN202
            yield {"a": 1}

        return [answer(each, response_class=EventSourceResponse, status_code=202) for each in (plain, events, untyped)]

    try:
        return act()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:80]}"
