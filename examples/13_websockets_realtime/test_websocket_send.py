import asyncio
import json
from collections.abc import Iterator, MutableMapping
from contextlib import ExitStack
from typing import Any

import pytest
from fastapi import WebSocket
from fastapi.testclient import TestClient
from websocket_send import app, connections


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client
    assert connections == set()


def join(client: TestClient, stack: ExitStack) -> Any:
    connection = stack.enter_context(client.websocket_connect("/chat"))
    for _ in range(3):
        connection.receive()
    return connection


def test_each_message_arrives_as_the_right_kind_of_frame(client: TestClient) -> None:
    with client.websocket_connect("/chat") as connection:
        text, binary, raw = (connection.receive() for _ in range(3))
        assert json.loads(text["text"]) == {"online": 1}
        assert json.loads(binary["bytes"]) == {"online": 1}
        assert raw["bytes"] == b"\x00\xff"


def test_broadcast_reaches_all_in_order(client: TestClient) -> None:
    with ExitStack() as stack:
        ada, bob = join(client, stack), join(client, stack)
        bob.send_text("one")
        assert (ada.receive_text(), bob.receive_text()) == ("one", "one")
        ada.send_text("two")
        assert (ada.receive_text(), bob.receive_text()) == ("two", "two")


def test_client_that_left_is_forgotten(client: TestClient) -> None:
    with ExitStack() as stack:
        ada = join(client, stack)
        with ExitStack() as short:
            bob = join(client, short)
            bob.send_text("bye")
            assert (ada.receive_text(), bob.receive_text()) == ("bye", "bye")
        ada.send_text("alone")
        assert ada.receive_text() == "alone"
        assert len(connections) == 1


@pytest.mark.parametrize("error", [OSError, RuntimeError, None])
def test_client_that_is_gone_or_stops_reading_holds_up_nobody(
    client: TestClient, error: type[Exception] | None
) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "websocket.send":
            if error:
                raise error("gone")
            await asyncio.Event().wait()

    async def add() -> None:
        silent = WebSocket({"type": "websocket", "path": "/chat", "headers": []}, receive, send)
        await silent.accept()
        connections.add(silent)

    with ExitStack() as stack:
        ada = join(client, stack)
        client.portal.call(add)  # type: ignore[union-attr]
        for text in ("anyone?", "again"):
            ada.send_text(text)
            assert ada.receive_text() == text
        ada.send_bytes(b"bytes end it without an error")
