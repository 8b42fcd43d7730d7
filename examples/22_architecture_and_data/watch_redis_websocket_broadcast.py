"""Around a broadcast: queues that are full, how a socket ends, and what a lifespan's state gives to sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from redis_websocket_broadcast import app


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_full_and_empty_queues() -> object:
    async def use() -> list[Any]:
        queue: asyncio.Queue[int] = asyncio.Queue(maxsize=1)
        told: list[Any] = [queue.empty()]
        for call in (lambda: queue.put_nowait(1), lambda: queue.put_nowait(2), queue.get_nowait, queue.get_nowait):
            try:
                told.append(call())
            except Exception as error:
                told.append(type(error).__name__)
        return told

    return asyncio.run(use())


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    yield {"names": []}


def watch_state_of_a_lifespan_in_sockets_and_requests() -> object:
    own = FastAPI(lifespan=lifespan)

    @own.websocket("/")
    async def add(websocket: WebSocket) -> None:
        await websocket.accept()
        websocket.state.names.append(await websocket.receive_text())
        websocket.state.own = "kept for this socket"
        await websocket.close()

    with TestClient(own) as client:
        for name in ("ada", "bob"):
            with client.websocket_connect("/") as socket:
                socket.send_text(name)
                ended = socket.receive()
        return client.app_state["names"], sorted(client.app_state), ended


def watch_messages_that_receive_gives() -> object:
    own = FastAPI()
    seen: list[Any] = []

    @own.websocket("/")
    async def listen(websocket: WebSocket) -> None:
        await websocket.accept()
        while (message := await websocket.receive())["type"] != "websocket.disconnect":
            seen.append(sorted(message.items(), key=str))
        seen.append([message.get("code"), message.get("reason")])
        try:
            await websocket.receive()
        except RuntimeError as error:
            seen.append([str(error)])

    with TestClient(own).websocket_connect("/") as socket:
        socket.send_text("a")
        socket.send_bytes(b"b")
        socket.close(4000, "enough")
    return repr(seen)
