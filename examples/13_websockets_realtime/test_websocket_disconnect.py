import logging

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websocket_disconnect import app, online

client = TestClient(app)


@pytest.mark.parametrize(("code", "reason"), [(1000, "done"), (1001, ""), (4000, "mine")])
def test_code_and_reason_of_the_client_are_logged(code: int, reason: str, caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, logger="uvicorn.error"),
        client.websocket_connect("/echo/a%0Aa") as connection,
    ):
        connection.send_text("hello")
        assert connection.receive_text() == "hello"
        connection.close(code, reason)
    lines = [record.getMessage() for record in caplog.records if record.name == "uvicorn.error"]
    assert lines == [f"{'a' + chr(10) + 'a'!r} left: {code} {reason!r}"]


def test_clean_up_runs_when_the_client_leaves() -> None:
    with client.websocket_connect("/echo/ada") as connection:
        connection.send_text("hello")
        connection.receive_text()
        assert online == ["ada"]
    assert online == []


def test_code_and_reason_of_the_server_reach_the_client() -> None:
    with client.websocket_connect("/echo/ada") as connection:
        connection.send_text("quit")
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_text()
    assert (closed.value.code, closed.value.reason) == (4001, "Quit on request")
    assert online == []


def test_bytes_close_the_connection_and_clean_up_runs() -> None:
    with client.websocket_connect("/echo/ada") as connection:
        connection.send_bytes(b"\xff")
        with pytest.raises(WebSocketDisconnect) as closed:
            connection.receive_text()
    assert (closed.value.code, closed.value.reason) == (1003, "Text only")
    assert online == []
