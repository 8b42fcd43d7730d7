import asyncio
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import pytest
import websocket_accept
import websockets
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from fastapi.testclient import TestClient
from websocket_accept import app
from websockets.typing import Subprotocol

client = TestClient(app)


def messages_of(path: str) -> list[MutableMapping[str, Any]]:
    """What the app sends when a client asks for a connection, as the server sees it."""
    scope = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    sent: list[MutableMapping[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [(["chat.v1"], "chat.v1"), (["chat.v1", "chat.v2"], "chat.v2"), (["other", "chat.v1"], "chat.v1")],
)
def test_chosen_subprotocol_reaches_the_client(offered: list[str], chosen: str) -> None:
    with client.websocket_connect("/chat", subprotocols=offered) as connection:
        assert connection.accepted_subprotocol == chosen
        assert connection.receive_text() == f"welcome to {chosen}"
        assert connection.receive() == {"type": "websocket.close", "code": 1000, "reason": ""}


def test_header_of_accept_reaches_the_client() -> None:
    with client.websocket_connect("/chat", subprotocols=["chat.v1"]) as connection:
        assert connection.extra_headers == [(b"x-session", b"42")]


def test_accept_without_arguments_chooses_nothing() -> None:
    plain = FastAPI()

    @plain.websocket("/")
    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()

    with TestClient(plain).websocket_connect("/", subprotocols=["chat.v1"]) as connection:
        assert connection.accepted_subprotocol is None
        assert connection.extra_headers == []


def test_closing_before_accept_refuses_the_handshake() -> None:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/chat", subprotocols=["other"]),
    ):
        pass
    assert (refused.value.code, refused.value.reason) == (1002, "Unknown protocol")
    assert messages_of("/chat") == [{"type": "websocket.close", "code": 1002, "reason": "Unknown protocol"}]


def test_http_exception_before_accept_is_the_answer_to_the_handshake() -> None:
    assert messages_of("/full") == [
        {
            "type": "websocket.http.response.start",
            "status": 503,
            "headers": [
                (b"retry-after", b"60"),
                (b"content-length", b"33"),
                (b"content-type", b"application/json"),
            ],
        },
        {"type": "websocket.http.response.body", "body": b'{"detail":"Too many connections"}'},
    ]


def test_sending_before_accept_raises() -> None:
    hasty = FastAPI()

    @hasty.websocket("/")
    async def send(websocket: WebSocket) -> None:
        await websocket.send_text("too early")

    with (
        pytest.raises(RuntimeError, match=r'^Expected ASGI message "websocket.accept", "websocket.close" or '),
        TestClient(hasty).websocket_connect("/"),
    ):
        pass


def test_receiving_before_accept_raises() -> None:
    hasty = FastAPI()

    @hasty.websocket("/")
    async def receive(websocket: WebSocket) -> None:
        await websocket.receive_text()

    with (
        pytest.raises(RuntimeError, match=r'Need to call "accept" first\.$'),
        TestClient(hasty).websocket_connect("/"),
    ):
        pass


def test_accepting_twice_raises() -> None:
    eager = FastAPI()

    @eager.websocket("/")
    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.accept()

    with (
        pytest.raises(RuntimeError, match=r'^Expected ASGI message "websocket.send" or "websocket.close", but got'),
        TestClient(eager).websocket_connect("/") as connection,
    ):
        connection.receive_text()


def test_real_server_answers_a_refused_handshake_with_403(start_server: Callable[..., Any], free_port: int) -> None:
    server = start_server(
        "uvicorn", "websocket_accept:app", "--port", str(free_port), cwd=Path(websocket_accept.__file__).parent
    )
    server.wait_for("Uvicorn running on")
    url = f"ws://127.0.0.1:{free_port}"

    async def accepted() -> tuple[str | None, str | None, str | bytes]:
        async with websockets.connect(f"{url}/chat", subprotocols=[Subprotocol("chat.v1")]) as connection:
            assert connection.response is not None
            return connection.subprotocol, connection.response.headers.get("x-session"), await connection.recv()

    async def refused(path: str) -> tuple[int, bytes, str | None]:
        with pytest.raises(websockets.InvalidStatus) as error:
            await websockets.connect(f"{url}{path}")
        response = error.value.response
        return response.status_code, bytes(response.body), response.headers.get("Retry-After")

    assert asyncio.run(accepted()) == ("chat.v1", "42", "welcome to chat.v1")
    assert asyncio.run(refused("/chat")) == (403, b"", None)
    assert asyncio.run(refused("/full")) == (503, b'{"detail":"Too many connections"}', "60")
