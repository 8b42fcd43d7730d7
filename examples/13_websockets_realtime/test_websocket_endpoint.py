import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import pytest
import websocket_endpoint
import websockets
from fastapi import Depends, FastAPI, WebSocket, WebSocketDisconnect
from fastapi.security import APIKeyHeader, OAuth2PasswordBearer
from fastapi.testclient import TestClient
from websocket_endpoint import app

KEY = "the key of this test"
HEADERS = {"X-API-Key": KEY}

client = TestClient(app)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", KEY)


def refusal(path: str, headers: dict[str, Any]) -> tuple[int, Any]:
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(path, headers={**headers}):
        pass
    return refused.value.code, refused.value.reason


def test_both_ways_work_over_one_connection() -> None:
    with client.websocket_connect("/rooms/7?nickname=ada", headers={**HEADERS}) as connection:
        assert connection.receive_json() == {"room": 7, "nickname": "ada"}
        connection.send_text("hello")
        assert connection.receive_text() == "ada: hello"
        connection.send_text("still here")
        assert connection.receive_text() == "ada: still here"


def test_query_parameter_has_its_default() -> None:
    with client.websocket_connect("/rooms/7", headers={**HEADERS}) as connection:
        assert connection.receive_json() == {"room": 7, "nickname": "guest"}


def test_failed_dependency_closes_with_1008() -> None:
    assert refusal("/rooms/7", {"X-API-Key": "another"}) == (1008, "Wrong key")
    assert refusal("/rooms/7", {"X-API-Key": "clé".encode("latin-1")}) == (1008, "Wrong key")


def test_missing_header_of_the_dependency_closes_with_1008() -> None:
    code, (error,) = refusal("/rooms/7", {})
    del error["msg"]
    assert code == 1008
    assert error["type"] == "missing"
    assert error["loc"] == ["header", "x-api-key"]


def test_invalid_path_parameter_closes_with_1008_and_says_why() -> None:
    code, (error,) = refusal("/rooms/seven", HEADERS)
    del error["msg"]
    assert code == 1008
    assert error == {"type": "int_parsing", "loc": ["path", "room"], "input": "seven"}


def test_unknown_path_is_closed() -> None:
    assert refusal("/nowhere", HEADERS) == (1000, "")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_plain_request_to_it_is_refused(method: str) -> None:
    response = client.request(method, "/rooms/7", headers=HEADERS)
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})


def test_endpoint_is_not_in_the_openapi_document() -> None:
    assert app.openapi()["paths"] == {}


def test_url_of_the_endpoint_can_be_asked_for() -> None:
    assert app.url_path_for("join_room", room="7") == "/rooms/7"
    assert app.url_path_for("join_room", room="7").make_absolute_url("https://example.com/") == (
        "wss://example.com/rooms/7"
    )


@pytest.mark.parametrize(
    ("scheme", "headers"),
    [
        (APIKeyHeader(name="X-API-Key"), {"X-API-Key": "abc"}),
        (OAuth2PasswordBearer(tokenUrl="token"), {"Authorization": "Bearer abc"}),
    ],
)
def test_security_classes_work_as_dependencies(scheme: Callable[..., Any], headers: dict[str, str]) -> None:
    guarded = FastAPI()

    async def tell(websocket: WebSocket, credential: str) -> None:
        await websocket.accept()
        await websocket.send_text(credential)

    tell.__annotations__["credential"] = Annotated[str, Depends(scheme)]
    guarded.websocket("/")(tell)
    with TestClient(guarded).websocket_connect("/", headers=headers) as connection:
        assert connection.receive_text() == "abc"


def test_real_server_speaks_to_an_independent_client(start_server: Callable[..., Any], free_port: int) -> None:
    server = start_server(
        "uvicorn",
        "websocket_endpoint:app",
        "--port",
        str(free_port),
        env={"API_KEY": KEY},
        cwd=Path(websocket_endpoint.__file__).parent,
    )
    server.wait_for("Uvicorn running on")
    url = f"ws://127.0.0.1:{free_port}/rooms"

    async def talk() -> list[str | bytes]:
        async with websockets.connect(f"{url}/7?nickname=ada", additional_headers=HEADERS) as connection:
            received = [await connection.recv()]
            await connection.send("hello")
            return [*received, await connection.recv()]

    async def refused(path: str, headers: dict[str, str]) -> int:
        with pytest.raises(websockets.InvalidStatus) as error:
            await websockets.connect(f"{url}/{path}", additional_headers=headers)
        return error.value.response.status_code

    assert asyncio.run(talk()) == ['{"room":7,"nickname":"ada"}', "ada: hello"]
    assert asyncio.run(refused("7", {"X-API-Key": "another"})) == 403
    assert asyncio.run(refused("seven", HEADERS)) == 403
