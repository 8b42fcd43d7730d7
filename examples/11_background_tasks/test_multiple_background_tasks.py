import asyncio
import logging

import multiple_background_tasks
import pytest
from fastapi.testclient import TestClient
from multiple_background_tasks import app

client = TestClient(app)
REPORT = {"title": "Rain\nin May"}


def test_tasks_run_in_the_order_in_which_they_were_added(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="uvicorn.error"):
        response = client.post("/reports", json=REPORT)
    assert response.status_code == 202
    lines = [record.getMessage() for record in caplog.records if record.name == "uvicorn.error"]
    assert lines == [r"Archive 'Rain\nin May'", r"Notify the readers of 'Rain\nin May'"]


def test_second_task_starts_after_the_first_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    async def first(title: str) -> None:
        steps.append("first starts")
        for _ in range(5):
            await asyncio.sleep(0)
        steps.append("first ends")

    async def second(title: str) -> None:
        steps.append("second starts")

    monkeypatch.setattr(multiple_background_tasks, "archive", first)
    monkeypatch.setattr(multiple_background_tasks, "notify_readers", second)
    client.post("/reports", json=REPORT)
    assert steps == ["first starts", "first ends", "second starts"]


def test_second_task_does_not_run_if_the_first_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    async def fail(title: str) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(multiple_background_tasks, "archive", fail)
    monkeypatch.setattr(multiple_background_tasks, "notify_readers", ran.append)
    response = TestClient(app, raise_server_exceptions=False).post("/reports", json=REPORT)
    assert response.status_code == 202
    assert ran == []


def test_long_title_is_refused() -> None:
    assert client.post("/reports", json={"title": "a" * 100}).status_code == 202
    assert client.post("/reports", json={"title": "a" * 101}).status_code == 422
