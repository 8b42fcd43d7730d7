"""Around a catch-all: the handler for Exception, where it stands, and errors that come late."""

import asyncio
from collections.abc import Iterator
from typing import Any

from fastapi import BackgroundTasks, Depends, FastAPI, Request, WebSocket
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.testclient import TestClient


def made(kind: Any = Exception, **options: Any) -> FastAPI:
    """An application with a handler for a class or a status."""
    own = FastAPI(**options)

    async def handle(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"handled": type(error).__name__, "path": request.url.path}, 500, {"X-Handled": "1"})

    own.add_exception_handler(kind, handle)

    @own.get("/")
    def fail() -> None:
        raise ValueError("broken")

    return own


def told(own: FastAPI, path: str = "/", **headers: str) -> list[object]:
    response = TestClient(own, raise_server_exceptions=False).get(path, headers=headers)
    kept = {key: value for key, value in response.headers.items() if key.startswith(("x-", "access"))}
    return [response.status_code, response.text[:80], sorted(kept.items())]


def watch_handler_for_exception_and_for_500() -> object:
    kinds: list[Any] = [Exception, 500, ValueError, BaseException]
    return [told(made(kind)) for kind in kinds]


def watch_whether_it_is_raised_again() -> object:
    results: list[object] = []
    kinds: list[Any] = [Exception, ValueError]
    for kind in kinds:
        try:
            results.append(TestClient(made(kind)).get("/").status_code)
        except ValueError as error:
            results.append(str(error))
    return results


def watch_debug() -> object:
    return told(made(debug=True))[0], "ValueError" in str(told(made(debug=True))[1]), told(FastAPI(debug=True), "/no")


def watch_headers_of_cors() -> object:
    own = made()
    own.add_middleware(CORSMiddleware, allow_origins=["*"])
    return told(own, Origin="https://a.example")


def watch_handler_as_an_argument() -> object:
    handlers: Any = {Exception: lambda request, error: JSONResponse(str(error), 500)}
    own = FastAPI(exception_handlers=handlers)
    own.get("/")(lambda: 1 / 0)
    return told(own)


def watch_handler_that_fails() -> object:
    own = FastAPI()

    @own.exception_handler(Exception)
    async def handle(request: Request, error: Exception) -> JSONResponse:
        raise RuntimeError("in the handler")

    own.get("/")(lambda: 1 / 0)
    return told(own)


def watch_errors_of_dependencies_middleware_and_tasks() -> object:
    own = made()

    def before() -> None:
        raise ValueError("before")

    def after() -> Iterator[None]:
        yield
        raise ValueError("after")

    @own.middleware("http")
    async def refuse(request: Request, call_next: Any) -> Any:
        if request.url.path == "/refused":
            raise ValueError("middleware")
        return await call_next(request)

    own.get("/before", dependencies=[Depends(before)])(lambda: 1)
    own.get("/after", dependencies=[Depends(after)])(lambda: 1)

    @own.get("/task")
    def with_task(tasks: BackgroundTasks) -> int:
        tasks.add_task(before)
        return 1

    return [told(own, path) for path in ("/before", "/after", "/refused", "/task")]


def watch_error_in_a_stream() -> object:
    own = made()

    def parts() -> Iterator[str]:
        yield "first"
        raise ValueError("late")

    @own.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(parts(), media_type="text/plain")

    try:
        return TestClient(own).get("/stream").text
    except BaseException as error:
        return type(error).__name__


def watch_groups_cancellation_and_exit() -> object:
    results = []
    for error in (ExceptionGroup("two", [ValueError(), KeyError()]), asyncio.CancelledError()):
        own = made()

        @own.get("/raise")
        async def fail(raised: Any = Depends(lambda error=error: error)) -> None:
            raise raised

        try:
            results.append(told(own, "/raise"))
        except BaseException as caught:
            results.append([type(caught).__name__])
    return results


def watch_websocket() -> object:
    own = made()

    @own.websocket("/ws")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        raise ValueError("broken")

    try:
        with TestClient(own).websocket_connect("/ws") as session:
            return session.receive()
    except BaseException as error:
        return type(error).__name__
