import logging
from collections.abc import MutableMapping
from typing import Any

import background_function
import pytest
from background_function import app
from fastapi.testclient import TestClient

client = TestClient(app)
ADA = {"email": "ada@example.com"}


def test_response_does_not_depend_on_the_task() -> None:
    response = client.post("/accounts", json=ADA)
    assert response.status_code == 202


def test_task_runs_once_and_logs_where_uvicorn_prints(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="uvicorn.error"):
        client.post("/accounts", json=ADA)
    lines = [record.getMessage() for record in caplog.records if record.name == "uvicorn.error"]
    assert lines == ["Welcome mail to ada@example.com"]


def test_response_is_complete_before_the_task_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[str] = []

    async def observed(scope: Any, receive: Any, send: Any) -> None:
        async def record(message: MutableMapping[str, Any]) -> None:
            await send(message)
            if not message.get("more_body"):
                events.append(message["type"])

        await app(scope, receive, record)

    monkeypatch.setattr(background_function, "send_welcome_mail", events.append)
    TestClient(observed).post("/accounts", json=ADA)
    assert events == ["http.response.start", "http.response.body", "ada@example.com"]


def test_failing_task_leaves_the_response_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: str) -> None:
        raise ConnectionError("no mail server")

    monkeypatch.setattr(background_function, "send_welcome_mail", refuse)
    response = TestClient(app, raise_server_exceptions=False).post("/accounts", json=ADA)
    assert response.status_code == 202


def test_no_mail_for_an_invalid_address(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(background_function, "send_welcome_mail", sent.append)
    assert client.post("/accounts", json={"email": "ada\n@example.com"}).status_code == 422
    assert sent == []


def test_tasks_are_not_part_of_the_documented_request() -> None:
    operation = app.openapi()["paths"]["/accounts"]["post"]
    assert "parameters" not in operation
    (body,) = (schema for name, schema in app.openapi()["components"]["schemas"].items() if name.startswith("Body"))
    assert list(body["properties"]) == ["email"]
