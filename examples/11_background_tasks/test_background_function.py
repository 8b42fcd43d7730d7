import asyncio
import logging
from collections.abc import Iterator, MutableMapping
from typing import Any

import background_function
import pytest
from background_function import app
from fastapi import BackgroundTasks, FastAPI
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.background import BackgroundTask

client = TestClient(app)


class Journal(logging.Handler):
    """What was sent and what was logged, in the order in which it happened."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(record.getMessage())


@pytest.fixture
def journal() -> Iterator[Journal]:
    logger = logging.getLogger("background_function")
    handler = Journal()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_response_does_not_depend_on_the_task(journal: Journal) -> None:
    response = client.post("/accounts/ada@example.com")
    assert response.status_code == 202
    assert response.json() == {"account": "ada@example.com"}


def test_task_runs_once_with_its_argument(journal: Journal) -> None:
    client.post("/accounts/ada@example.com")
    assert journal.events == ["welcome mail to ada@example.com"]


def test_response_is_complete_before_the_task_starts(journal: Journal) -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/accounts/ada@example.com",
        "raw_path": b"/accounts/ada@example.com",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [],
        "server": ("testserver", 80),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        journal.events.append(f"{message['type']} more_body={message.get('more_body', False)}")

    asyncio.run(app(scope, receive, send))
    assert journal.events == [
        "http.response.start more_body=False",
        "http.response.body more_body=False",
        "welcome mail to ada@example.com",
    ]


def test_failing_task_leaves_the_response_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: str) -> None:
        raise ConnectionError("no mail server")

    monkeypatch.setattr(background_function, "send_welcome_mail", refuse)
    response = TestClient(app, raise_server_exceptions=False).post("/accounts/ada@example.com")
    assert (response.status_code, response.json()) == (202, {"account": "ada@example.com"})
    with pytest.raises(ConnectionError, match="no mail server"):
        client.post("/accounts/ada@example.com")


def test_background_of_a_returned_response_replaces_the_parameter() -> None:
    ran: list[str] = []
    replacing = FastAPI()

    @replacing.get("/replaced")
    def replaced(background_tasks: BackgroundTasks) -> JSONResponse:
        background_tasks.add_task(ran.append, "of the parameter")
        return JSONResponse({}, background=BackgroundTask(ran.append, "of the response"))

    @replacing.get("/joined")
    def joined(background_tasks: BackgroundTasks) -> JSONResponse:
        background_tasks.add_task(ran.append, "of the parameter")
        return JSONResponse({})

    TestClient(replacing).get("/replaced")
    assert ran == ["of the response"]
    TestClient(replacing).get("/joined")
    assert ran == ["of the response", "of the parameter"]


def test_parameter_is_not_part_of_the_documented_request() -> None:
    operation = app.openapi()["paths"]["/accounts/{address}"]["post"]
    assert operation["parameters"] == [
        {"name": "address", "in": "path", "required": True, "schema": {"type": "string", "title": "Address"}}
    ]
    assert "requestBody" not in operation
    assert operation["responses"]["202"] == {
        "description": "Successful Response",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                    "title": "Response Create Account Accounts  Address  Post",
                }
            }
        },
    }
