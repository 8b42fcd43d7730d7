import asyncio
import logging

import multiple_background_tasks
import pytest
from fastapi.testclient import TestClient
from multiple_background_tasks import app

client = TestClient(app)


def test_tasks_run_in_the_order_in_which_they_were_added(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="multiple_background_tasks")
    response = client.put("/images/cat.png")
    assert (response.status_code, response.json()) == (202, {"pending": 2})
    mine = [record.getMessage() for record in caplog.records if record.name == "multiple_background_tasks"]
    assert mine == ["stored cat.png", "scaled cat.png to 200 pixels"]


def test_second_task_starts_only_after_the_first_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    async def first(name: str) -> None:
        steps.append("first starts")
        for _ in range(5):
            await asyncio.sleep(0)
        steps.append("first ends")

    async def second(name: str, width: int) -> None:
        steps.append("second starts")

    monkeypatch.setattr(multiple_background_tasks, "store_original", first)
    monkeypatch.setattr(multiple_background_tasks, "make_thumbnail", second)
    client.put("/images/cat.png")
    assert steps == ["first starts", "first ends", "second starts"]


def test_second_task_never_starts_when_the_first_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []

    async def first(name: str) -> None:
        steps.append("first")
        raise OSError("disk full")

    def second(name: str, width: int) -> None:
        steps.append("second")

    monkeypatch.setattr(multiple_background_tasks, "store_original", first)
    monkeypatch.setattr(multiple_background_tasks, "make_thumbnail", second)
    with pytest.raises(OSError, match="disk full"):
        client.put("/images/cat.png")
    assert steps == ["first"]


def test_caller_sees_success_also_when_the_first_task_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    async def first(name: str) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(multiple_background_tasks, "store_original", first)
    response = TestClient(app, raise_server_exceptions=False).put("/images/cat.png")
    assert (response.status_code, response.json()) == (202, {"pending": 2})


def test_tasks_are_not_part_of_the_documented_request() -> None:
    operation = app.openapi()["paths"]["/images/{name}"]["put"]
    assert operation["parameters"] == [
        {"name": "name", "in": "path", "required": True, "schema": {"type": "string", "title": "Name"}}
    ]
    assert operation["responses"]["202"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "title": "Response Upload Image Images  Name  Put",
    }
