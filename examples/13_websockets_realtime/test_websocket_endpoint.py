# /// script
# dependencies = ["websockets"]
# ///
import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import websocket_endpoint
import websockets
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websocket_endpoint import API_KEY, app

client = TestClient(app)
CALLER = {"Origin": "https://example.com", "Cookie": f"api_key={API_KEY}"}


def refusal(path: str, headers: dict[str, str]) -> int:
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(path, headers=headers):
        pass
    return refused.value.code


def test_both_ways_work_over_one_connection() -> None:
    with client.websocket_connect("/rooms/7?nickname=ada", headers={**CALLER}) as connection:
        assert connection.receive_json() == {"room": 7, "nickname": "ada"}
        connection.send_text("hello")
        assert connection.receive_text() == "ada: hello"


def test_query_parameter_has_a_default_and_a_second_origin_is_allowed() -> None:
    headers = {**CALLER, "Origin": "http://localhost:8000"}
    with client.websocket_connect("/rooms/7", headers=headers) as connection:
        assert connection.receive_json() == {"room": 7, "nickname": "guest"}


@pytest.mark.parametrize("cookie", ["api_key=wrong", "api_key=", "api_key=clé"])
def test_wrong_key_closes_with_1008(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    headers: Any = {**CALLER, "Cookie": cookie.encode("latin-1")}
    assert refusal("/rooms/7", headers) == 1008
    monkeypatch.setattr(websocket_endpoint, "API_KEY", "")
    assert refusal("/rooms/7", headers) == 1008


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "https://example.com.evil.example", ""])
def test_foreign_origin_closes_with_1008(origin: str) -> None:
    assert refusal("/rooms/7", {**CALLER, "Origin": origin}) == 1008
    assert refusal("/rooms/7", {"Cookie": CALLER["Cookie"]}) == 1008


def test_invalid_path_parameter_closes_with_1008() -> None:
    assert refusal("/rooms/seven", {**CALLER}) == 1008


def test_plain_request_is_refused() -> None:
    assert client.get("/rooms/7", headers=CALLER).status_code == 404


def test_bytes_end_the_connection_without_an_error() -> None:
    with client.websocket_connect("/rooms/7", headers={**CALLER}) as connection:
        assert connection.receive_json()["room"] == 7
        connection.send_bytes(b"\xff")


def test_real_server_answers_a_refused_caller_with_403(start_server: Callable[..., Any], free_port: int) -> None:
    folder = Path(websocket_endpoint.__file__).parent
    server = start_server("uvicorn", "websocket_endpoint:app", "--port", str(free_port), cwd=folder)
    server.wait_for("Uvicorn running on")
    url = f"ws://127.0.0.1:{free_port}/rooms/7"

    async def talk(headers: dict[str, str]) -> object:
        async with websockets.connect(url, additional_headers=headers) as connection:
            return await connection.recv()

    assert asyncio.run(talk(CALLER)) == '{"room":7,"nickname":"guest"}'
    with pytest.raises(websockets.InvalidStatus) as refused:
        asyncio.run(talk({**CALLER, "Origin": "https://evil.example"}))
    assert refused.value.response.status_code == 403
