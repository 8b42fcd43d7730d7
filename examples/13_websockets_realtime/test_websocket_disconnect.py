import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import websockets
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.testclient import TestClient
from websocket_disconnect import app

client = TestClient(app)

SENDING = """
import asyncio
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()

@app.websocket("/")
async def send_and_never_receive(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        while True:
            await websocket.send_text("tick")
            await asyncio.sleep(0)
    except WebSocketDisconnect as disconnect:
        print(f"left with {disconnect.code} {disconnect.reason!r}")
"""


def log_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "websocket_disconnect"]


@pytest.fixture(autouse=True)
def log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="websocket_disconnect")


@pytest.mark.parametrize(("code", "reason"), [(1000, "done"), (1001, ""), (4000, "mine")])
def test_code_and_reason_of_the_client_are_seen_and_clean_up_ran(
    code: int, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    with client.websocket_connect("/echo/ada") as connection:
        connection.send_text("hello")
        assert connection.receive_text() == "hello"
        connection.close(code, reason)
    assert log_of(caplog) == ["ada joined", f"ada left with {code} {reason!r}", "ada cleaned up"]


def test_client_of_the_tests_closes_with_1000(caplog: pytest.LogCaptureFixture) -> None:
    with client.websocket_connect("/echo/ada"):
        pass
    assert log_of(caplog) == ["ada joined", "ada left with 1000 ''", "ada cleaned up"]


def test_sending_to_a_client_that_left_is_seen_with_1006(
    start_server: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    (tmp_path / "sending.py").write_text(SENDING)
    server = start_server("uvicorn", "sending:app", "--port", str(free_port), cwd=tmp_path)
    server.wait_for("Uvicorn running on")

    async def join_and_leave() -> None:
        async with websockets.connect(f"ws://127.0.0.1:{free_port}/", max_queue=None) as connection:
            await connection.recv()
            await connection.close(4000, "mine")

    asyncio.run(join_and_leave())
    assert "left with 1006 ''\n" in server.wait_for("left with")


def test_close_code_and_reason_of_the_server_reach_the_client(caplog: pytest.LogCaptureFixture) -> None:
    with client.websocket_connect("/echo/ada") as connection:
        connection.send_text("quit")
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_text()
    assert (closed.value.code, closed.value.reason) == (4001, "You asked for it")
    assert log_of(caplog) == ["ada joined", "ada cleaned up"]


def test_clean_up_ran_also_after_another_error(caplog: pytest.LogCaptureFixture) -> None:
    def send_bytes() -> None:
        with client.websocket_connect("/echo/ada") as connection:
            connection.send_bytes(b"not text")
            connection.receive_text()

    with pytest.raises(KeyError, match="text"):
        send_bytes()
    assert log_of(caplog) == ["ada joined", "ada cleaned up"]


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [((), 1000, ""), ((1008,), 1008, ""), ((4999, "enough"), 4999, "enough")],
)
def test_close_of_the_server_has_defaults(arguments: tuple[int, str], code: int, reason: str) -> None:
    closing = FastAPI()

    @closing.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close(*arguments)

    with TestClient(closing).websocket_connect("/") as connection:
        assert connection.receive() == {"type": "websocket.close", "code": code, "reason": reason}


def test_disconnect_that_is_not_caught_is_an_error_of_the_app() -> None:
    careless = FastAPI()

    @careless.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_text()

    def leave() -> None:
        with TestClient(careless).websocket_connect("/") as connection:
            connection.close(1001, "bye")

    with pytest.raises(WebSocketDisconnect) as uncaught:
        leave()
    assert (uncaught.value.code, uncaught.value.reason) == (1001, "bye")


def test_receiving_again_after_the_disconnect_raises() -> None:
    errors: list[str] = []
    stubborn = FastAPI()

    @stubborn.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        with pytest.raises(WebSocketDisconnect):
            await websocket.receive_text()
        try:
            await websocket.receive_text()
        except RuntimeError as error:
            errors.append(str(error))

    with TestClient(stubborn).websocket_connect("/") as connection:
        connection.close()
    assert errors == ['Cannot call "receive" once a disconnect message has been received.']


def test_exception_has_the_code_1000_by_default() -> None:
    disconnect = WebSocketDisconnect()
    assert (disconnect.code, disconnect.reason) == (1000, "")
