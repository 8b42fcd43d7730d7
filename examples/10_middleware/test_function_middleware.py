import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from itertools import count
from typing import Any
from uuid import UUID

import function_middleware
import pytest
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from function_middleware import app
from starlette.types import Message

CallNext = Callable[[Request], Awaitable[Response]]
client = TestClient(app)


@pytest.fixture(autouse=True)
def known_ids_and_times(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(1)
    times = count(100)
    monkeypatch.setattr(function_middleware, "uuid4", lambda: UUID(int=next(numbers)))
    monkeypatch.setattr(function_middleware, "perf_counter", lambda: next(times) / 4)


def test_a_header_is_added_to_success() -> None:
    response = client.get("/items/7")
    assert response.status_code == 200
    assert response.headers["server-timing"] == "app;dur=250.0"
    assert response.headers["x-request-id"] == "00000000-0000-0000-0000-000000000001"


def test_a_header_is_added_to_404_to_405_and_to_422() -> None:
    responses = [client.get("/unknown"), client.post("/items/7"), client.get("/items/x")]
    assert [response.status_code for response in responses] == [404, 405, 422]
    for number, response in enumerate(responses, start=1):
        assert response.headers["server-timing"] == "app;dur=250.0"
        assert response.headers["x-request-id"] == str(UUID(int=number))
    assert responses[0].json() == {"detail": "Not Found"}
    assert responses[1].json() == {"detail": "Method Not Allowed"}
    assert responses[2].json()["detail"][0]["loc"] == ["path", "item_id"]


def test_code_runs_before_and_after_the_endpoint() -> None:
    response = client.get("/items/7")
    request_id = "00000000-0000-0000-0000-000000000001"
    assert response.json() == {"item_id": 7, "request_id": request_id}
    assert response.headers["x-request-id"] == request_id


def test_each_request_has_its_own_state() -> None:
    ids = {client.get("/items/7").json()["request_id"] for _ in range(3)}
    assert len(ids) == 3


def test_the_one_declared_last_is_the_outermost() -> None:
    names = [name.decode() for name, _ in client.get("/items/7").headers.raw]
    assert names == ["content-length", "content-type", "server-timing", "x-request-id"]


def traced_app(trace: list[str]) -> FastAPI:
    traced = FastAPI()

    def note(name: str) -> None:
        @traced.middleware("http")
        async def noting(request: Request, call_next: CallNext) -> Response:
            trace.append(f"{name} before")
            try:
                return await call_next(request)
            finally:
                trace.append(f"{name} after")

    note("first")
    note("second")

    async def dependency() -> AsyncIterator[None]:
        trace.append("dependency before")
        yield
        trace.append("dependency after")

    @traced.get("/")
    async def endpoint(tasks: BackgroundTasks, needed: None = Depends(dependency)) -> None:
        tasks.add_task(trace.append, "background task")
        trace.append("endpoint")

    @traced.get("/error")
    async def fail() -> None:
        raise RuntimeError("unexpected")

    @traced.get("/teapot")
    async def refuse() -> None:
        raise HTTPException(status_code=418)

    return traced


def test_two_of_them_nest_around_everything_that_the_route_does() -> None:
    trace: list[str] = []
    assert TestClient(traced_app(trace)).get("/").status_code == 200
    assert trace == [
        "second before",
        "first before",
        "dependency before",
        "endpoint",
        "first after",
        "second after",
        "background task",
        "dependency after",
    ]


def test_an_http_exception_is_a_response_by_the_time_the_middleware_goes_on() -> None:
    trace: list[str] = []
    response = TestClient(traced_app(trace)).get("/teapot")
    assert response.status_code == 418
    assert response.json() == {"detail": "I'm a Teapot"}
    assert trace == ["second before", "first before", "first after", "second after"]


def test_an_unexpected_exception_passes_through() -> None:
    trace: list[str] = []
    with pytest.raises(RuntimeError, match="unexpected"):
        TestClient(traced_app(trace)).get("/error")
    assert trace == ["second before", "first before", "first after", "second after"]


def test_its_500_has_no_headers_of_the_middleware() -> None:
    failing = FastAPI()
    failing.middleware("http")(function_middleware.identify_request)

    @failing.get("/")
    async def fail() -> None:
        raise RuntimeError

    response = TestClient(failing, raise_server_exceptions=False).get("/")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert dict(response.headers) == {"content-length": "21", "content-type": "text/plain; charset=utf-8"}


def test_one_that_does_not_call_next_answers_by_itself() -> None:
    closed = FastAPI()

    @closed.get("/")
    async def read() -> str:
        return "open"

    @closed.middleware("http")
    async def close(request: Request, call_next: CallNext) -> Response:
        return JSONResponse({"detail": "Closed"}, status_code=503, headers={"Retry-After": "60"})

    response = TestClient(closed).get("/")
    assert response.status_code == 503
    assert response.json() == {"detail": "Closed"}
    assert response.headers["retry-after"] == "60"


def test_one_that_reads_the_body_leaves_it_to_the_endpoint() -> None:
    reading = FastAPI()
    seen: list[bytes] = []

    @reading.middleware("http")
    async def read(request: Request, call_next: CallNext) -> Response:
        seen.append(await request.body())
        return await call_next(request)

    @reading.post("/")
    async def echo(request: Request) -> dict[str, int]:
        body: dict[str, int] = await request.json()
        return body

    sent: list[Message] = []

    async def ask() -> None:
        gone = asyncio.Event()
        received = [{"type": "http.request", "body": b'{"a": 1}', "more_body": False}]

        async def receive() -> Message:
            if not received:
                await gone.wait()
            return received.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
        await asyncio.wait_for(reading(scope, receive, send), timeout=10)

    asyncio.run(ask())
    assert sent[0]["status"] == 200
    assert b"".join(message["body"] for message in sent[1:]) == b'{"a":1}'
    assert seen == [b'{"a": 1}']


def test_a_context_variable_reaches_the_endpoint_but_does_not_come_back() -> None:
    variable = ContextVar("variable", default="unset")
    back: list[str] = []
    contextual = FastAPI()

    @contextual.middleware("http")
    async def set_variable(request: Request, call_next: CallNext) -> Response:
        variable.set("middleware")
        response = await call_next(request)
        back.append(variable.get())
        return response

    @contextual.get("/")
    async def read() -> str:
        seen = variable.get()
        variable.set("endpoint")
        return seen

    assert TestClient(contextual).get("/").json() == "middleware"
    assert back == ["middleware"]


def test_it_does_not_run_for_a_websocket() -> None:
    trace: list[str] = []
    traced = traced_app(trace)

    @traced.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    with TestClient(traced).websocket_connect("/ws") as session:
        assert session.receive_text() == "hello"
    assert trace == []


def test_a_response_passes_in_these_messages() -> None:
    sent: list[tuple[str, bytes | None, bool | None]] = []

    async def ask() -> None:
        gone = asyncio.Event()
        received = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Message:
            if not received:
                await gone.wait()
            return received.pop()

        async def send(message: Message) -> None:
            sent.append((message["type"], message.get("body"), message.get("more_body")))

        scope = {"type": "http", "method": "GET", "path": "/unknown", "query_string": b"", "headers": []}
        await app(scope, receive, send)

    asyncio.run(ask())
    assert sent == [
        ("http.response.start", None, None),
        ("http.response.body", b'{"detail":"Not Found"}', True),
        ("http.response.body", b"", False),
    ]


def stack_of_the_application() -> list[str]:
    names: list[str] = []
    layer: Any = app.build_middleware_stack()
    while layer is not app.router:
        names.append(type(layer).__name__)
        layer = layer.app
    return names


def test_it_stands_between_the_two_middlewares_that_answer_errors() -> None:
    stack = stack_of_the_application()
    own = stack.index("BaseHTTPMiddleware")
    assert stack[own : own + 2] == ["BaseHTTPMiddleware", "BaseHTTPMiddleware"]
    assert stack.index("ServerErrorMiddleware") == 0 < own < stack.index("ExceptionMiddleware")


@pytest.mark.parametrize("name", ["ExceptionTelemetryMiddleware", "AppBodyLimitMiddleware"])
def test_it_stands_inside_of_what_fastapi_puts_around_it(name: str) -> None:
    stack = stack_of_the_application()
    assert stack.index(name) < stack.index("BaseHTTPMiddleware")


def test_the_whole_stack_is_this() -> None:
    assert stack_of_the_application() == [
        "ServerErrorMiddleware",
        "ExceptionTelemetryMiddleware",
        "AppBodyLimitMiddleware",
        "BaseHTTPMiddleware",
        "BaseHTTPMiddleware",
        "ExceptionMiddleware",
        "AsyncExitStackMiddleware",
    ]


def test_none_can_be_added_once_the_application_has_started() -> None:
    started = FastAPI()
    TestClient(started).get("/")
    with pytest.raises(RuntimeError, match="Cannot add middleware after an application has started"):
        started.middleware("http")(function_middleware.identify_request)
