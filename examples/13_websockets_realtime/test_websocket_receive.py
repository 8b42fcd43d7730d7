import json
from typing import Any

import pytest
from fastapi import FastAPI, WebSocket
from fastapi.testclient import TestClient
from websocket_receive import app

client = TestClient(app)


def app_that_receives(method: str, seen: list[Any]) -> TestClient:
    """An app whose endpoint calls one method of the WebSocket and notes what comes of it."""
    receiving = FastAPI()

    @receiving.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        if method.startswith("iter"):
            async for message in getattr(websocket, method)():
                seen.append(message)
            seen.append("the end")
        else:
            seen.append(await getattr(websocket, method)())

    return TestClient(receiving)


def send_frame(method: str, frame: dict[str, Any]) -> None:
    with app_that_receives(method, []).websocket_connect("/") as connection:
        connection.send({"type": "websocket.receive", **frame})
        connection.receive_text()


def test_each_kind_arrives_intact() -> None:
    with client.websocket_connect("/once") as connection:
        connection.send_text("größer ∞\n")
        connection.send_json({"n": [1, 2.5, None, "é"]})
        connection.send_json({"n": True}, mode="binary")
        connection.send_bytes(bytes(range(256)))
        assert connection.receive_json() == {
            "text": "größer ∞\n",
            "json": {"n": [1, 2.5, None, "é"]},
            "binary json": {"n": True},
            "bytes": list(range(256)),
        }
        assert connection.receive() == {"type": "websocket.close", "code": 1000, "reason": ""}


def test_malformed_json_is_handled_and_the_connection_goes_on() -> None:
    with client.websocket_connect("/commands") as connection:
        connection.send_text('{"go":')
        assert connection.receive_json() == {"error": "Expecting value", "position": 6}
        connection.send_text('{"go": 1}')
        assert connection.receive_json() == {"done": {"go": 1}}


def test_malformed_json_is_an_exception_in_receive_json() -> None:
    with pytest.raises(json.JSONDecodeError, match="Expecting value"):
        send_frame("receive_json", {"text": "nonsense"})


@pytest.mark.parametrize(
    ("method", "sent", "received"),
    [
        ("iter_text", ['"a"', '"b"'], ['"a"', '"b"']),
        ("iter_json", ['"a"', '{"b": 1}'], ["a", {"b": 1}]),
        ("iter_bytes", [b"a", b"\x00"], [b"a", b"\x00"]),
    ],
)
def test_iterator_ends_on_disconnect(method: str, sent: list[str | bytes], received: list[Any]) -> None:
    seen: list[Any] = []
    with app_that_receives(method, seen).websocket_connect("/") as connection:
        for message in sent:
            if isinstance(message, bytes):
                connection.send_bytes(message)
            else:
                connection.send_text(message)
        connection.close()
    assert seen == [*received, "the end"]


@pytest.mark.parametrize(
    ("method", "frame", "missing"),
    [
        ("receive_text", {"bytes": b"a"}, "text"),
        ("receive_json", {"bytes": b"{}"}, "text"),
        ("receive_bytes", {"text": "a"}, "bytes"),
    ],
)
def test_other_kind_of_frame_is_a_key_error(method: str, frame: dict[str, Any], missing: str) -> None:
    with pytest.raises(KeyError) as error:
        send_frame(method, frame)
    assert error.value.args == (missing,)


def test_receive_gives_the_message_as_the_server_does() -> None:
    seen: list[Any] = []
    with app_that_receives("receive", seen).websocket_connect("/") as connection:
        connection.send_text("a")
    assert seen == [{"type": "websocket.receive", "text": "a"}]


def test_unknown_mode_is_refused() -> None:
    choosy = FastAPI()

    @choosy.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive_json(mode="yaml")

    with (
        pytest.raises(RuntimeError, match=r'^The "mode" argument should be "text" or "binary"\.$'),
        TestClient(choosy).websocket_connect("/") as connection,
    ):
        connection.receive_text()
