# /// script
# dependencies = ["websockets"]
# ///
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import websocket_accept
import websockets
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websocket_accept import app
from websockets.typing import Subprotocol

client = TestClient(app)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["chat.v1"], "chat.v1"), (["chat.v1", "chat.v2"], "chat.v2"), (["other", "chat.v1"], "chat.v1")],
)
def test_chosen_subprotocol_reaches_the_client(offered: list[str], chosen: str) -> None:
    with client.websocket_connect("/chat", subprotocols=offered) as connection:
        assert connection.accepted_subprotocol == chosen
        assert connection.receive_text() == f"Welcome to {chosen}"


def test_header_reaches_the_client() -> None:
    with client.websocket_connect("/chat", subprotocols=["chat.v1"]) as connection:
        assert connection.extra_headers == [(b"x-latest", b"chat.v2")]


def test_server_ends_the_connection_normally() -> None:
    with client.websocket_connect("/chat", subprotocols=["chat.v1"]) as connection:
        connection.receive_text()
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_text()
    assert closed.value.code == 1000


@pytest.mark.parametrize("offered", [[], ["chat.v3"], ["CHAT.V1"]])
def test_closing_before_accept_refuses_the_handshake(offered: list[str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/chat", subprotocols=offered),
    ):
        pass
    assert (refused.value.code, refused.value.reason) == (1002, "Unknown subprotocol")


def test_real_server_answers_with_403_or_with_subprotocol_and_header(
    start_server: Callable[..., Any], free_port: int
) -> None:
    folder = Path(websocket_accept.__file__).parent
    server = start_server("uvicorn", "websocket_accept:app", "--port", str(free_port), cwd=folder)
    server.wait_for("Uvicorn running on")
    url = f"ws://127.0.0.1:{free_port}/chat"

    async def talk(*offered: str) -> object:
        subprotocols = [Subprotocol(name) for name in offered]
        async with websockets.connect(url, subprotocols=subprotocols) as connection:
            response: Any = connection.response
            return connection.subprotocol, response.headers["x-latest"], await connection.recv()

    assert asyncio.run(talk("chat.v1")) == ("chat.v1", "chat.v2", "Welcome to chat.v1")
    with pytest.raises(websockets.InvalidStatus) as refused:
        asyncio.run(talk("chat.v3"))
    assert (refused.value.response.status_code, refused.value.response.body) == (403, b"")
