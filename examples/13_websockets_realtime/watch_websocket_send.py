"""Around sending: what each method puts into a frame, wrong modes and moments, and clients that are gone."""

import asyncio
import datetime
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from pydantic import BaseModel


def sent(use: Callable[[WebSocket], Awaitable[None]], fail: Exception | None = None, **extra: Any) -> object:
    """What a connection sends when it is used, and the exception that this gives."""
    seen: list[object] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        if fail and message["type"] == "websocket.send":
            raise fail
        seen.append({key: str(value) for key, value in message.items() if key != "type"})

    async def run() -> None:
        websocket = WebSocket({"type": "websocket", "path": "/", "headers": [], **extra}, receive, send)
        await websocket.accept()
        await use(websocket)

    try:
        asyncio.run(run())
    except Exception as error:
        seen.append([type(error).__name__, getattr(error, "code", str(error)), getattr(error, "reason", None)])
    return seen[1:]


def watch_frames() -> object:
    async def use(websocket: WebSocket) -> None:
        await websocket.send_text("déjà vu ∞")
        await websocket.send_bytes(b"\x00\xff")
        await websocket.send_json({"word": "déjà vu", "n": [1, 2.5, None, True]})
        await websocket.send_json({"word": "déjà vu"}, mode="binary")
        await websocket.send_json({"word": "déjà vu"}, mode="text")
        await websocket.send({"type": "websocket.send", "text": "raw"})

    return sent(use)


def watch_json_that_is_none() -> object:
    class Model(BaseModel):
        at: datetime.date

    model = Model(at=datetime.date(2024, 2, 29))
    values: list[Any] = [model, model.at, {1, 2}, b"bytes", float("nan"), {(1, 2): 3}, {1: 2}, "\ud800"]
    values += [model.model_dump(mode="json"), jsonable_encoder(model)]

    def sending(value: Any) -> Callable[[WebSocket], Awaitable[None]]:
        return lambda websocket: websocket.send_json(value)

    return [sent(sending(value)) for value in values]


def watch_binary_json_with_a_lone_surrogate() -> object:
    return sent(lambda websocket: websocket.send_json("\ud800", mode="binary"))


def watch_unknown_mode() -> object:
    return sent(lambda websocket: websocket.send_json({}, mode="yaml"))


def watch_wrong_moments() -> object:
    async def after_close(websocket: WebSocket) -> None:
        await websocket.close()
        await websocket.send_text("late")

    async def accept_message(websocket: WebSocket) -> None:
        await websocket.send({"type": "websocket.accept"})

    async def denial(websocket: WebSocket) -> None:
        await websocket.send({"type": "websocket.http.response.start"})

    return [sent(use) for use in (after_close, accept_message, denial)]


def watch_client_that_is_gone() -> object:
    async def use(websocket: WebSocket) -> None:
        await websocket.send_text("anyone?")

    async def twice(websocket: WebSocket) -> None:
        for _ in range(2):
            try:
                await websocket.send_text("anyone?")
            except Exception as error:
                states.append(f"{type(error).__name__} {websocket.application_state.name}")

    states: list[str] = []
    errors = (OSError("gone"), ConnectionResetError("reset"), RuntimeError("other"))
    return [sent(use, fail=error) for error in errors], sent(twice, fail=OSError("gone")), states


def watch_client_that_is_gone_at_the_close() -> object:
    outcome: list[str] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        if message["type"] == "websocket.close":
            raise OSError("gone")

    async def run() -> None:
        websocket = WebSocket({"type": "websocket", "headers": []}, receive, send)
        await websocket.accept()
        try:
            await websocket.close(1001, "bye")
        except Exception as error:
            outcome.append(f"{type(error).__name__} {getattr(error, 'code', '')}")

    asyncio.run(run())
    return outcome


def watch_what_the_test_client_reads() -> object:
    made = FastAPI()

    @made.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json([1, "é"])
        await websocket.send_json([2], mode="binary")
        await websocket.send_bytes(b"text as bytes")
        await websocket.send_text("text")
        await websocket.close(4000, "mine")

    found: list[object] = []
    with TestClient(made).websocket_connect("/") as connection:
        found += [connection.receive_json(), connection.receive_json(mode="binary")]
        for read in (connection.receive_text, connection.receive_bytes, connection.receive_text):
            try:
                found.append(repr(read()))
            except Exception as error:
                found.append([type(error).__name__, getattr(error, "code", None), getattr(error, "reason", None)])
    return found
