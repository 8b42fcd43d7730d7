import asyncio
import re
from collections.abc import AsyncIterator
from contextvars import ContextVar
from itertools import count
from typing import Any

import pytest
from class_middleware import HeaderMiddleware, TimingMiddleware, app
from fastapi import FastAPI, Request, WebSocket
from fastapi.middleware import Middleware
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

client = TestClient(app)


def messages_of(asked: ASGIApp) -> list[Message]:
    """Every message that an application sends for a GET, as it sends it, to a client that stays to the end."""
    sent: list[Message] = []

    async def ask() -> None:
        gone = asyncio.Event()
        received = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            for message in received:
                return message
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(dict(message))

        await asked({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}, receive, send)

    asyncio.run(ask())
    return sent


def app_that_streams_three_chunks() -> FastAPI:
    streaming = FastAPI()

    @streaming.get("/")
    async def stream() -> StreamingResponse:
        async def chunks() -> AsyncIterator[bytes]:
            for chunk in (b"one", b"two", b"three"):
                yield chunk

        return StreamingResponse(chunks())

    return streaming


def test_the_timing_header_is_there() -> None:
    response = client.get("/numbers")
    assert response.status_code == 200
    assert re.fullmatch(r"total;dur=\d+\.\d", response.headers["server-timing"])


def test_the_header_of_the_plain_class_is_there() -> None:
    assert client.get("/numbers").headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/unknown", "/docs", "/openapi.json"])
def test_both_headers_are_on_every_response(path: str) -> None:
    headers = client.get(path).headers
    assert headers["server-timing"].startswith("total;dur=")
    assert headers["x-content-type-options"] == "nosniff"


def test_options_arrive_by_add_middleware() -> None:
    times = count()
    configured = FastAPI()
    configured.add_middleware(TimingMiddleware, metric="db", clock=lambda: next(times) / 8)
    configured.add_middleware(HeaderMiddleware, headers={"X-One": "1", "X-Two": "2"})
    response = TestClient(configured).get("/")
    assert response.headers["server-timing"] == "db;dur=125.0"
    assert (response.headers["x-one"], response.headers["x-two"]) == ("1", "2")


def test_options_have_their_defaults() -> None:
    plain = FastAPI()
    plain.add_middleware(TimingMiddleware)
    assert re.fullmatch(r"app;dur=\d+\.\d", TestClient(plain).get("/").headers["server-timing"])


def test_a_missing_option_is_noticed_when_the_application_starts() -> None:
    incomplete = FastAPI()
    incomplete.add_middleware(HeaderMiddleware)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'headers'"):
        TestClient(incomplete).get("/")


def test_the_list_given_to_the_application_is_outermost_first() -> None:
    listed = FastAPI(
        middleware=[
            Middleware(HeaderMiddleware, headers={"X-Who": "first"}),
            Middleware(HeaderMiddleware, headers={"X-Who": "second"}),
        ]
    )
    assert TestClient(listed).get("/").headers["x-who"] == "first"


def test_add_middleware_puts_the_later_one_outside() -> None:
    added = FastAPI()
    added.add_middleware(HeaderMiddleware, headers={"X-Who": "first"})
    added.add_middleware(HeaderMiddleware, headers={"X-Who": "second"})
    assert TestClient(added).get("/").headers["x-who"] == "second"


def test_a_streamed_body_passes_whole_through_both() -> None:
    response = client.get("/numbers")
    assert response.text == "".join(f"{number}\n" for number in range(1000))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "content-length" not in response.headers


def test_a_streamed_body_passes_through_the_plain_class_message_by_message() -> None:
    streaming = app_that_streams_three_chunks()
    before = messages_of(streaming)
    after = messages_of(HeaderMiddleware(streaming, headers={"X-One": "1"}))
    assert after[0]["headers"] == [*before[0]["headers"], (b"x-one", b"1")]
    assert after[1:] == before[1:]
    assert [(message["body"], message["more_body"]) for message in after[1:]] == [
        (b"one", True),
        (b"two", True),
        (b"three", True),
        (b"", False),
    ]


def test_a_streamed_body_passes_through_the_base_class_chunk_by_chunk() -> None:
    times = count()
    streaming = app_that_streams_three_chunks()
    streaming.add_middleware(TimingMiddleware, clock=lambda: float(next(times)))
    start, *body = messages_of(streaming)
    assert (b"server-timing", b"app;dur=1000.0") in start["headers"]
    assert [(message["body"], message["more_body"]) for message in body] == [
        (b"one", True),
        (b"two", True),
        (b"three", True),
        (b"", False),
    ]


def test_a_plain_body_is_one_message_but_two_behind_the_base_class() -> None:
    plain = FastAPI()
    plain.get("/")(lambda: "whole")
    assert [message.get("more_body", False) for message in messages_of(plain)[1:]] == [False]
    timed = FastAPI()
    timed.get("/")(lambda: "whole")
    timed.add_middleware(TimingMiddleware)
    assert [(message["body"], message["more_body"]) for message in messages_of(timed)[1:]] == [
        (b'"whole"', True),
        (b"", False),
    ]


def test_only_the_plain_class_sees_websockets_and_the_lifespan() -> None:
    seen: list[str] = []

    class NotingMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            seen.append(scope["type"])
            await self.app(scope, receive, send)

    def clock() -> float:
        seen.append("timed")
        return 0.0

    noted = FastAPI()
    noted.add_middleware(TimingMiddleware, clock=clock)
    noted.add_middleware(NotingMiddleware)

    @noted.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    with TestClient(noted) as noted_client:
        with noted_client.websocket_connect("/ws") as session:
            assert session.receive_text() == "hello"
        assert seen == ["lifespan", "websocket"]
        noted_client.get("/")
    assert seen == ["lifespan", "websocket", "http", "timed", "timed"]


def test_a_context_variable_of_the_endpoint_comes_back_through_the_plain_class_only() -> None:
    variable = ContextVar("variable", default="unset")
    back: list[str] = []

    class ReadingMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await self.app(scope, receive, send)
            back.append(variable.get())

    def contextual() -> FastAPI:
        made = FastAPI()

        @made.get("/")
        async def set_variable() -> None:
            variable.set("endpoint")

        return made

    through_plain = contextual()
    through_plain.add_middleware(HeaderMiddleware, headers={})
    through_plain.add_middleware(ReadingMiddleware)
    messages_of(through_plain)
    through_base = contextual()
    through_base.add_middleware(TimingMiddleware)
    through_base.add_middleware(ReadingMiddleware)
    messages_of(through_base)
    assert back == ["endpoint", "unset"]


def test_the_body_of_a_request_passes_whole_through_both() -> None:
    receiving = FastAPI()
    receiving.add_middleware(TimingMiddleware)
    receiving.add_middleware(HeaderMiddleware, headers={})

    @receiving.post("/")
    async def measure(request: Request) -> int:
        return len(await request.body())

    assert TestClient(receiving).post("/", content=b"x" * 300_000).json() == 300_000


def stack_of_the_application() -> list[str]:
    names: list[str] = []
    layer: Any = app.build_middleware_stack()
    while layer is not app.router:
        names.append(type(layer).__name__)
        layer = layer.app
    return names


def test_they_stand_between_the_two_middlewares_that_answer_errors() -> None:
    stack = stack_of_the_application()
    own = stack.index("HeaderMiddleware")
    assert stack[own : own + 2] == ["HeaderMiddleware", "TimingMiddleware"]
    assert stack.index("ServerErrorMiddleware") == 0 < own < stack.index("ExceptionMiddleware")


@pytest.mark.parametrize("name", ["ExceptionTelemetryMiddleware", "AppBodyLimitMiddleware"])
def test_they_stand_inside_of_what_fastapi_puts_around_them(name: str) -> None:
    stack = stack_of_the_application()
    assert stack.index(name) < stack.index("HeaderMiddleware")


def test_the_whole_stack_is_this() -> None:
    assert stack_of_the_application() == [
        "ServerErrorMiddleware",
        "ExceptionTelemetryMiddleware",
        "AppBodyLimitMiddleware",
        "HeaderMiddleware",
        "TimingMiddleware",
        "ExceptionMiddleware",
        "AsyncExitStackMiddleware",
    ]
