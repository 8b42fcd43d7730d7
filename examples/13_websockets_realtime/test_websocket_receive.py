from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websocket_receive import app

client = TestClient(app)


@pytest.fixture
def connection() -> Iterator[Any]:
    with client.websocket_connect("/documents") as connection:
        yield connection


def close_code(connection: Any) -> int:
    with pytest.raises(WebSocketDisconnect) as closed:
        connection.receive_text()
    return closed.value.code


def test_each_kind_arrives_intact(connection: Any) -> None:
    connection.send_text("größer ∞\n")
    connection.send_json({"author": "é" * 100, "pages": 1000, "more": None})
    connection.send_bytes(bytes(range(256)))
    assert connection.receive_json() == {"title": "größer ∞\n", "author": "é" * 100, "pages": 1000, "size": 256}


def test_loop_answers_until_the_client_leaves(connection: Any) -> None:
    connection.send_text("Title")
    connection.send_json({"author": "Ada", "pages": 1})
    connection.send_bytes(b"")
    assert connection.receive_json()["size"] == 0
    for comment in ("one", "two"):
        connection.send_text(comment)
        assert connection.receive_text() == f"Noted: {comment}"


@pytest.mark.parametrize(
    "text",
    [
        '{"author":',
        "nonsense",
        '{"author": "Ada", "pages": NaN}',
        '{"author": "Ada", "pages": 0}',
        '{"author": "Ada", "pages": 1001}',
        '{"author": "\\ud800", "pages": 1}',
        '{"author": "Ada", "pages": ' + "1" * 5000 + "}",
        '{"author": "' + "a" * 101 + '", "pages": 1}',
        "[" * 100_000,
    ],
)
def test_invalid_json_or_details_close_with_1007(connection: Any, text: str) -> None:
    connection.send_text("Title")
    connection.send_text(text)
    assert close_code(connection) == 1007


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_bytes_for_text_and_text_for_bytes_close_with_1007(connection: Any, position: int) -> None:
    steps: list[Callable[[], None]] = [
        lambda: connection.send_text("Title"),
        lambda: connection.send_json({"author": "Ada", "pages": 1}),
        lambda: connection.send_bytes(b"content"),
        lambda: connection.send_text("comment"),
    ]
    for step in steps[:position]:
        step()
    if position == 3:
        connection.receive_json()
    connection.send_text("text") if position == 2 else connection.send_bytes(b"bytes")
    assert close_code(connection) == 1007


def test_client_that_leaves_early_causes_no_error() -> None:
    with client.websocket_connect("/documents") as connection:
        connection.send_text("Title")
        assert connection.accepted_subprotocol is None
