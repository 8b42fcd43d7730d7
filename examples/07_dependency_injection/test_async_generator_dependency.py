import asyncio
import logging
from collections.abc import AsyncIterator
from contextvars import ContextVar
from typing import Annotated

import pytest
from async_generator_dependency import Connection, app, get_connection
from fastapi import BackgroundTasks, Depends, FastAPI, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("async_generator_dependency")


@pytest.fixture(autouse=True)
def _log_everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger=logger.name)


class Recorded:
    """An application that logs each message that it sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_log(message: Message) -> None:
            await send(message)
            logger.info(message["type"])

        await self.app(scope, receive, send_and_log)


client = TestClient(Recorded(app))
calm_client = TestClient(Recorded(app), raise_server_exceptions=False)


def test_connection_is_open_before_and_closed_after_the_endpoint(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/values/1")
    assert response.status_code == 200
    assert response.json() == "one"
    events = [event for event in caplog.messages if not event.startswith("http.")]
    assert events == ["open", "fetch", "close after success"]


def test_exit_falls_after_the_response_has_been_sent(caplog: pytest.LogCaptureFixture) -> None:
    client.get("/values/2")
    assert caplog.messages == ["open", "fetch", "http.response.start", "http.response.body", "close after success"]


@pytest.mark.parametrize("key", [0, 3])
def test_exit_runs_and_sees_the_error_when_the_endpoint_raises(caplog: pytest.LogCaptureFixture, key: int) -> None:
    response = calm_client.get(f"/values/{key}")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert caplog.messages == ["open", "fetch", "close after KeyError", "http.response.start", "http.response.body"]


def test_error_of_the_endpoint_reaches_the_server_as_itself(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(KeyError, match="3"):
        client.get("/values/3")
    assert "close after KeyError" in caplog.messages


def test_exit_runs_before_the_response_to_an_http_exception(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/values/-1")
    assert (response.status_code, response.json()) == (404, {"detail": "Not Found"})
    assert caplog.messages == ["open", "close after HTTPException", "http.response.start", "http.response.body"]


def test_exit_runs_for_a_request_that_fails_validation(caplog: pytest.LogCaptureFixture) -> None:
    response = client.get("/values/first")
    assert response.status_code == 422
    assert caplog.messages == [
        "open",
        "close after RequestValidationError",
        "http.response.start",
        "http.response.body",
    ]


def test_exit_falls_after_the_background_tasks(caplog: pytest.LogCaptureFixture) -> None:
    task_app = FastAPI()

    @task_app.get("/")
    async def add_task(tasks: BackgroundTasks, connection: Annotated[Connection, Depends(get_connection)]) -> None:
        tasks.add_task(logger.info, "task")

    TestClient(Recorded(task_app)).get("/")
    assert caplog.messages == ["open", "http.response.start", "http.response.body", "task", "close after success"]


def test_streaming_response_can_use_the_connection_while_it_streams(caplog: pytest.LogCaptureFixture) -> None:
    streaming_app = FastAPI()

    @streaming_app.get("/")
    async def stream(connection: Annotated[Connection, Depends(get_connection)]) -> StreamingResponse:
        async def chunks() -> AsyncIterator[str]:
            for key in (1, 2):
                yield await connection.fetch(key)

        return StreamingResponse(chunks(), media_type="text/plain")

    assert TestClient(streaming_app).get("/").text == "onetwo"
    assert caplog.messages == ["open", "fetch", "fetch", "close after success"]


def test_function_scope_closes_before_the_response_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    scoped_app = FastAPI()

    @scoped_app.get("/")
    async def read_value(connection: Annotated[Connection, Depends(get_connection, scope="function")]) -> str:
        return await connection.fetch(1)

    assert TestClient(Recorded(scoped_app)).get("/").json() == "one"
    assert caplog.messages == ["open", "fetch", "close after success", "http.response.start", "http.response.body"]


def test_connection_stays_open_as_long_as_a_websocket(caplog: pytest.LogCaptureFixture) -> None:
    socket_app = FastAPI()

    @socket_app.websocket("/")
    async def talk(websocket: WebSocket, connection: Annotated[Connection, Depends(get_connection)]) -> None:
        await websocket.accept()
        await websocket.send_text(await connection.fetch(int(await websocket.receive_text())))
        await websocket.close()

    with TestClient(Recorded(socket_app)).websocket_connect("/") as websocket:
        websocket.send_text("2")
        assert websocket.receive_text() == "two"
    assert caplog.messages == [
        "open",
        "websocket.accept",
        "fetch",
        "websocket.send",
        "websocket.close",
        "close after success",
    ]


def test_generator_shares_loop_and_context_with_the_endpoint() -> None:
    context_app = FastAPI()
    user: ContextVar[str] = ContextVar("user", default="nobody")

    async def set_user() -> AsyncIterator[asyncio.AbstractEventLoop]:
        token = user.set("ada")
        yield asyncio.get_running_loop()
        user.reset(token)

    @context_app.get("/")
    async def read_user(loop: Annotated[asyncio.AbstractEventLoop, Depends(set_user)]) -> list[str | bool]:
        return [user.get(), asyncio.get_running_loop() is loop]

    assert TestClient(context_app).get("/").json() == ["ada", True]
