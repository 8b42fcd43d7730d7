"""Around receiving: kinds of messages and methods, what JSON may hold, and Starlette's endpoint classes."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from websocket_receive import app


def told(made: Any, *messages: dict[str, Any]) -> list[object]:
    """What an app sends to a client that sends some messages and leaves."""
    left = {"type": "websocket.disconnect", "code": 1001, "reason": "bye"}
    incoming = iter([{"type": "websocket.connect"}, *({"type": "websocket.receive", **one} for one in messages), left])
    scope = {"type": "websocket", "path": "/", "root_path": "", "query_string": b"", "headers": [], "subprotocols": []}
    seen: list[object] = []

    async def receive() -> dict[str, Any]:
        return next(incoming)

    async def send(message: Any) -> None:
        seen.append({key: str(value) for key, value in message.items() if value and key != "type"})

    try:
        asyncio.run(made(scope, receive, send))
    except BaseException as error:
        seen.append(f"{type(error).__name__}: {str(error)[:100]}")
    return seen


def receiving(method: str, *messages: dict[str, Any], **options: Any) -> object:
    """What one method of the connection makes of the messages."""
    seen: list[object] = []
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        if method.startswith("iter"):
            async for message in getattr(websocket, method)():
                seen.append(repr(message))
            seen.append("end")
        else:
            seen.append(repr(await getattr(websocket, method)(**options)))

    return seen, told(made, *messages)


METHODS = ("receive", "receive_text", "receive_bytes", "receive_json", "iter_text", "iter_bytes", "iter_json")
KINDS: dict[str, dict[str, Any]] = {
    "text": {"text": "{}"},
    "bytes": {"bytes": b"{}"},
    "text and no bytes": {"text": "{}", "bytes": None},
    "bytes and no text": {"bytes": b"{}", "text": None},
}


def watch_every_method_with_every_kind() -> object:
    return {method: {name: receiving(method, kind) for name, kind in KINDS.items()} for method in METHODS}


def watch_every_method_when_the_client_leaves() -> object:
    return {method: receiving(method) for method in METHODS}


def watch_binary_json() -> object:
    return [
        receiving("receive_json", {"bytes": '{"é": 1}'.encode()}, mode="binary"),
        receiving("receive_json", {"bytes": b"\xff"}, mode="binary"),
        receiving("receive_json", {"text": "1"}, mode="binary"),
        receiving("receive_json", {"text": "1"}, mode="yaml"),
    ]


def watch_json_of_many_kinds() -> object:
    texts = ["nonsense", "", "NaN", "-Infinity", '"\\ud800"', "1e400", '{"a": 1, "a": 2}', "\ufeff1", "[" * 100_000]
    return [receiving("receive_json", {"text": text}) for text in [*texts, "9" * 5000]]


def watch_receiving_after_the_end() -> object:
    seen: list[str] = []
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        for attempt in (websocket.receive_text, websocket.receive_text, websocket.receive):
            try:
                await attempt()
            except Exception as error:
                seen.append(f"{type(error).__name__}: {error}")

    return told(made), seen


def watch_receiving_after_closing() -> object:
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()
        await websocket.receive_text()

    return told(made, {"text": "late"})


def watch_documents_that_are_refused() -> object:
    sent: list[dict[str, Any]] = [{"text": "Title"}, {"text": '{"author": "Ada", "pages": "12"}'}, {"bytes": b"\x00"}]
    return [told(app_at_root(), *sent[:number], {"bytes": b"{"}) for number in range(4)], told(app_at_root(), *sent)


def app_at_root() -> Callable[..., Any]:
    async def moved(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "path": "/documents"}, receive, send)

    return moved


def watch_endpoint_class() -> object:
    from starlette.endpoints import WebSocketEndpoint
    from starlette.routing import Router, WebSocketRoute

    def made(encoding: Any, fail: bool = False) -> Any:
        class Noting(WebSocketEndpoint):
            async def on_connect(self, websocket: WebSocket) -> None:
                await websocket.accept(subprotocol=str(encoding))

            async def on_receive(self, websocket: WebSocket, data: Any) -> None:
                if fail:
                    raise ValueError("in on_receive")
                await websocket.send_text(repr(data))

            async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
                closed.append(close_code)

        Noting.encoding = encoding
        return Router(routes=[WebSocketRoute("/", Noting)])

    closed: list[int] = []
    found = {
        str(encoding): [told(made(encoding), kind) for kind in (*KINDS.values(), {"text": "nonsense"})]
        for encoding in (None, "text", "bytes", "json", "yaml")
    }
    return found, told(made(None, fail=True), {"text": "a"}), closed


def watch_endpoint_class_without_methods() -> object:
    from starlette.endpoints import WebSocketEndpoint

    class Silent(WebSocketEndpoint): ...

    silent: Any = Silent
    made = FastAPI()
    made.router.add_websocket_route("/", silent)
    try:
        silent({"type": "http"}, None, None)
    except AssertionError:
        return told(made, {"text": "a"}), "a request is refused"
    return told(made, {"text": "a"}), "a request is taken"


def watch_disconnect_without_a_code() -> object:
    from starlette.endpoints import WebSocketEndpoint

    codes: list[int] = []

    class Noting(WebSocketEndpoint):
        async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
            codes.append(close_code)

    for disconnect in ({"code": 4000}, {"code": None}, {}):
        incoming = iter([{"type": "websocket.connect"}, {"type": "websocket.disconnect", **disconnect}])

        async def receive(incoming: Any = incoming) -> Any:
            return next(incoming)

        async def send(message: Any) -> None: ...

        async def run(receive: Any = receive) -> None:
            await Noting({"type": "websocket"}, receive, send)

        asyncio.run(run())
    return codes


def watch_kinds_that_the_test_client_sends() -> object:
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        for _ in range(4):
            await websocket.send_text(repr(await websocket.receive()))

    with TestClient(made).websocket_connect("/") as connection:
        connection.send_text("text")
        connection.send_bytes(b"bytes")
        connection.send_json({"é": [1, None]})
        connection.send_json({"é": 1}, mode="binary")
        return [connection.receive_text() for _ in range(4)]
