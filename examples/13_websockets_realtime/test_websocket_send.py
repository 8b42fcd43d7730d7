import datetime
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.encoders import jsonable_encoder
from fastapi.testclient import TestClient
from websocket_send import app, connections

client = TestClient(app)


@pytest.fixture(autouse=True)
def nobody_is_connected() -> Iterator[None]:
    connections.clear()
    yield
    connections.clear()


def test_each_kind_arrives_as_the_frame_it_should_be() -> None:
    with client.websocket_connect("/kinds") as connection:
        assert [connection.receive() for _ in range(5)] == [
            {"type": "websocket.send", "text": "déjà vu"},
            {"type": "websocket.send", "text": '{"word":"déjà vu","n":[1,2]}'},
            {"type": "websocket.send", "bytes": '{"word":"déjà vu"}'.encode()},
            {"type": "websocket.send", "bytes": b"\x00\xff"},
            {"type": "websocket.close", "code": 1000, "reason": ""},
        ]


def test_client_reads_each_kind_back() -> None:
    with client.websocket_connect("/kinds") as connection:
        assert connection.receive_text() == "déjà vu"
        assert connection.receive_json() == {"word": "déjà vu", "n": [1, 2]}
        assert connection.receive_json(mode="binary") == {"word": "déjà vu"}
        assert connection.receive_bytes() == b"\x00\xff"


def test_broadcast_reaches_both_clients_in_order() -> None:
    with (
        TestClient(app) as client,
        client.websocket_connect("/chat") as ada,
        client.websocket_connect("/chat") as bob,
    ):
        bob.send_text("one")
        assert (ada.receive_text(), bob.receive_text()) == ("one", "one")
        ada.send_text("two")
        assert (ada.receive_text(), bob.receive_text()) == ("two", "two")


def test_client_that_left_is_forgotten() -> None:
    with TestClient(app) as client, client.websocket_connect("/chat") as ada:
        with client.websocket_connect("/chat") as bob:
            bob.send_text("bye")
            assert (ada.receive_text(), bob.receive_text()) == ("bye", "bye")
            assert len(connections) == 2
        ada.send_text("alone")
        assert ada.receive_text() == "alone"
        assert len(connections) == 1
    assert connections == set()


def broken_connection(error: Exception) -> WebSocket:
    """A connection whose client is gone, though nobody has noticed yet."""

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "websocket.send":
            raise error

    return WebSocket({"type": "websocket", "path": "/chat", "headers": []}, receive, send)


@pytest.mark.parametrize("error", [OSError("gone"), RuntimeError("gone")])
def test_broadcast_skips_a_client_that_left_unnoticed(error: Exception) -> None:
    with TestClient(app) as client, client.websocket_connect("/chat") as ada:
        gone = broken_connection(error)
        assert client.portal is not None
        client.portal.call(gone.accept)
        connections.add(gone)
        ada.send_text("anyone?")
        assert ada.receive_text() == "anyone?"
        ada.send_text("again")
        assert ada.receive_text() == "again"
        assert gone not in connections
        assert len(connections) == 1


def test_sending_after_close_raises() -> None:
    late = FastAPI()

    @late.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()
        await websocket.send_text("too late")

    with (
        pytest.raises(RuntimeError, match=r'^Cannot call "send" once a close message has been sent\.$'),
        TestClient(late).websocket_connect("/") as connection,
    ):
        connection.receive_text()


def test_send_json_takes_only_what_json_can_say() -> None:
    moment = {"at": datetime.date(2024, 2, 29)}
    dated = FastAPI()

    @dated.websocket("/raw")
    async def raw(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(moment)

    @dated.websocket("/encoded")
    async def encoded(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json(jsonable_encoder(moment))

    with (
        pytest.raises(TypeError, match="date is not JSON serializable"),
        TestClient(dated).websocket_connect("/raw") as connection,
    ):
        connection.receive_text()
    with TestClient(dated).websocket_connect("/encoded") as connection:
        assert connection.receive_text() == '{"at":"2024-02-29"}'


def test_unknown_mode_is_refused() -> None:
    choosy = FastAPI()

    @choosy.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json({}, mode="yaml")

    with (
        pytest.raises(RuntimeError, match=r'^The "mode" argument should be "text" or "binary"\.$'),
        TestClient(choosy).websocket_connect("/") as connection,
    ):
        connection.receive_text()
