"""Around disconnects: codes and their defaults, uncaught exceptions, leaving, and a real server's view."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, WebSocket, WebSocketDisconnect, WebSocketException
from fastapi.testclient import TestClient
from websocket_disconnect import app, online


def closing(use: Callable[[WebSocket], Any], leave: tuple[Any, ...] | None = None) -> object:
    """How a connection ends, as the client sees it."""
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await use(websocket)

    try:
        with TestClient(made).websocket_connect("/") as connection:
            if leave is not None:
                connection.close(*leave)
                return "left"
            message = connection.receive()
            return {key: message[key] for key in sorted(message)}
    except BaseException as error:
        return [type(error).__name__, getattr(error, "code", None), getattr(error, "reason", str(error))]


def watch_closes_of_the_server() -> object:
    arguments: list[dict[str, Any]] = [{}, {"code": 1008}, {"code": 4999, "reason": "enough"}, {"reason": None}]

    def with_close(given: dict[str, Any]) -> Callable[[WebSocket], Any]:
        return lambda websocket: websocket.close(**given)

    return [closing(with_close(given)) for given in arguments]


def watch_exceptions_after_accept() -> object:
    def raising(error: Exception) -> Callable[[WebSocket], Any]:
        async def use(websocket: WebSocket) -> None:
            raise error

        return use

    errors = [
        WebSocketException(code=4000),
        WebSocketException(code=4001, reason="mine"),
        WebSocketDisconnect(),
        WebSocketDisconnect(code=1001, reason="bye"),
        ZeroDivisionError("other"),
    ]
    return [closing(raising(error)) for error in errors]


def watch_endpoint_that_returns_without_a_close() -> object:
    made = FastAPI()
    sent: list[str] = []

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(made({"type": "websocket", "path": "/", "query_string": b"", "headers": []}, receive, send))
    return sent


def watch_client_that_leaves() -> object:
    leaves: list[tuple[Any, ...]] = [(), (1001,), (4000, "mine")]
    return [closing(lambda websocket: websocket.receive_text(), leave) for leave in leaves]


def watch_disconnect_messages_of_servers() -> object:
    found: list[object] = []
    for message in ({"code": 1005}, {"code": 1006, "reason": None}, {"code": 1000, "reason": "done"}, {}):
        incoming = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", **message}])

        async def receive(incoming: Any = incoming) -> Any:
            return next(incoming)

        async def send(message: Any) -> None: ...

        async def run(receive: Any = receive) -> None:
            websocket = WebSocket({"type": "websocket"}, receive, send)
            await websocket.accept()
            await websocket.receive_bytes()

        try:
            asyncio.run(run())
        except Exception as error:
            found.append([type(error).__name__, getattr(error, "code", None), getattr(error, "reason", None)])
    return found


def watch_defaults_and_texts_of_the_exceptions() -> object:
    errors: list[Any] = [WebSocketDisconnect(), WebSocketDisconnect(4000, "mine"), WebSocketException(4000)]
    errors += [WebSocketException(code=4001, reason="mine")]
    return [[str(error), repr(error), error.code, error.reason] for error in errors]


def watch_who_is_online() -> object:
    with (
        TestClient(app) as client,
        client.websocket_connect("/echo/ada"),
        client.websocket_connect("/echo/bob") as bob,
    ):
        bob.send_text("hello")
        bob.receive_text()
        during = sorted(online)
    return during, sorted(online)


def watch_two_loops_of_which_one_ends() -> object:
    from starlette.concurrency import run_until_first_complete

    made = FastAPI()
    ended: list[str] = []

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()

        async def reader() -> None:
            async for _ in websocket.iter_text():
                pass
            ended.append("reader")

        async def writer(word: str) -> None:
            await websocket.send_text(word)
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("writer")

        await run_until_first_complete((reader, {}), (writer, {"word": "tick"}))

    with TestClient(made).websocket_connect("/") as connection:
        word = connection.receive_text()
    return word, sorted(ended)
