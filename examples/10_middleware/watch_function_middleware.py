"""Around functions as middleware: order, errors, bodies, context, streams, WebSockets, the stack they stand in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, Response, WebSocket
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.testclient import TestClient
from function_middleware import app, identify_request
from starlette.types import ASGIApp, Message

CallNext = Callable[[Request], Awaitable[Response]]


def messages_of(asked: ASGIApp, method: str = "GET", path: str = "/", body: bytes = b"") -> list[Message]:
    """Every message that an application sends, to a client that stays to the end."""
    sent: list[Message] = []

    async def ask() -> None:
        gone = asyncio.Event()
        received = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if not received:
                await gone.wait()
            return received.pop()

        async def send(message: Message) -> None:
            sent.append(dict(message))

        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
        await asyncio.wait_for(asked(scope, receive, send), timeout=2)

    try:
        asyncio.run(ask())
    except TimeoutError:
        sent.append({"type": "hangs"})
    return sent


def body_of(messages: list[Message]) -> list[object]:
    return [(each["type"], each.get("status"), str(each.get("body")), each.get("more_body")) for each in messages]


def traced_app(trace: list[str]) -> FastAPI:
    traced = FastAPI()

    def note(name: str) -> None:
        @traced.middleware("http")
        async def noting(request: Request, call_next: CallNext) -> Response:
            trace.append(f"{name} before")
            try:
                return await call_next(request)
            except Exception as error:
                trace.append(f"{name} sees {type(error).__name__}")
                raise
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

    @traced.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    return traced


def watch_order_around_a_route_an_error_and_a_refusal() -> object:
    results = []
    for path in ("/", "/teapot", "/error", "/unknown"):
        trace: list[str] = []
        response = TestClient(traced_app(trace), raise_server_exceptions=False).get(path)
        results.append((response.status_code, trace))
    return results


def watch_websocket() -> object:
    trace: list[str] = []
    with TestClient(traced_app(trace)).websocket_connect("/ws") as session:
        return session.receive_text(), trace


def watch_headers_of_an_unexpected_error() -> object:
    failing = FastAPI()
    failing.middleware("http")(identify_request)

    @failing.get("/")
    async def fail() -> None:
        raise RuntimeError

    response = TestClient(failing, raise_server_exceptions=False).get("/")
    return response.status_code, response.text, sorted(response.headers)


def watch_exception_turned_into_a_response() -> object:
    made = FastAPI()

    @made.middleware("http")
    async def rescue(request: Request, call_next: CallNext) -> Response:
        try:
            return await call_next(request)
        except RuntimeError as error:
            return JSONResponse({"error": str(error)}, status_code=503)

    @made.get("/")
    async def fail() -> None:
        raise RuntimeError("down")

    response = TestClient(made).get("/")
    return response.status_code, response.json()


def watch_http_exception_raised_in_it() -> object:
    made = FastAPI()

    @made.middleware("http")
    async def refuse(request: Request, call_next: CallNext) -> Response:
        raise HTTPException(status_code=403)

    return TestClient(made, raise_server_exceptions=False).get("/").status_code


def watch_one_that_answers_by_itself_and_one_that_returns_nothing() -> object:
    results = []
    for answer in (JSONResponse({"detail": "Closed"}, status_code=503), None):
        made = FastAPI()

        async def close(request: Request, call_next: CallNext, answer: Any = answer) -> Response:
            return answer  # type: ignore[no-any-return]

        made.middleware("http")(close)
        results.append(TestClient(made, raise_server_exceptions=False).get("/").status_code)
    return results


def reading(read: Callable[[Request], Awaitable[Any]]) -> FastAPI:
    made = FastAPI()

    @made.middleware("http")
    async def look(request: Request, call_next: CallNext) -> Response:
        await read(request)
        return await call_next(request)

    @made.post("/")
    async def echo(request: Request) -> Any:
        return (await request.body()).decode()

    return made


async def read_stream(request: Request) -> None:
    async for _ in request.stream():
        pass


def watch_body_read_in_it() -> object:
    async def read_json(request: Request) -> None:
        await request.json()

    async def read_form(request: Request) -> None:
        await request.form()

    return [
        body_of(messages_of(reading(read), "POST", body=b'{"a": 1}')) for read in (read_json, read_form, read_stream)
    ]


def watch_response_replaced_and_its_body_read() -> object:
    made = FastAPI()
    made.get("/")(lambda: "in")

    @made.middleware("http")
    async def shout(request: Request, call_next: CallNext) -> Response:
        response: Any = await call_next(request)
        body = b"".join([chunk async for chunk in response.body_iterator])
        return Response(body.upper(), response.status_code, media_type="text/plain")

    response = TestClient(made).get("/")
    return response.text, dict(response.headers)


def watch_background_task_set_in_it() -> object:
    ran: list[str] = []
    made = FastAPI()
    made.get("/")(lambda: "in")

    @made.middleware("http")
    async def add(request: Request, call_next: CallNext) -> Response:
        response = await call_next(request)
        tasks = BackgroundTasks()
        tasks.add_task(ran.append, "ran")
        response.background = tasks
        return response

    return TestClient(made).get("/").json(), ran


def watch_stream_and_plain_body_as_messages() -> object:
    made = FastAPI()
    made.middleware("http")(identify_request)
    made.get("/plain")(lambda: "whole")

    @made.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(iter(["one", "two"]))

    return [body_of(messages_of(made, path=path)) for path in ("/plain", "/stream")], body_of(messages_of(app))


def watch_context_variable_set_on_either_side() -> object:
    variable = ContextVar("variable", default="unset")
    seen: list[str] = []
    made = FastAPI()

    @made.middleware("http")
    async def set_variable(request: Request, call_next: CallNext) -> Response:
        variable.set("middleware")
        response = await call_next(request)
        seen.append(variable.get())
        return response

    @made.get("/")
    async def read() -> None:
        seen.append(variable.get())
        variable.set("endpoint")

    TestClient(made).get("/")
    return seen


def watch_other_kinds_of_middleware_and_a_late_one() -> object:
    results = []
    for kind in ("http", "websocket"):
        try:
            FastAPI().middleware(kind)(identify_request)
            results.append("accepted")
        except Exception as error:
            results.append(type(error).__name__)
    started = FastAPI()
    TestClient(started).get("/")
    try:
        started.middleware("http")(identify_request)
    except Exception as error:
        results.append(f"{type(error).__name__}: {error}")
    return results


def watch_function_that_is_not_async() -> object:
    made = FastAPI()
    made.middleware("http")(lambda request, call_next: call_next(request))
    made.get("/")(lambda: "in")
    try:
        return TestClient(made).get("/").json()
    except Exception as error:
        return type(error).__name__


def watch_stack_of_the_application() -> object:
    names: list[str] = []
    layer: Any = app.build_middleware_stack()
    while layer is not None:
        names.append(type(layer).__name__)
        layer = getattr(layer, "app", None)
    return names
