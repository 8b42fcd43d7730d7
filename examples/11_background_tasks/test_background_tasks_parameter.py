import asyncio

import background_tasks_parameter
import pytest
from background_tasks_parameter import app
from fastapi.testclient import TestClient

client = TestClient(app)


class Journal:
    """Stands in for the logger: what was logged, and whether that was on the event loop."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.on_the_loop: list[bool] = []

    def info(self, message: str, *arguments: object) -> None:
        self.lines.append(message % arguments)
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.on_the_loop.append(False)
        else:
            self.on_the_loop.append(True)


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Journal:
    journal = Journal()
    monkeypatch.setattr(background_tasks_parameter, "logger", journal)
    return journal


def test_positional_and_keyword_arguments_arrive_in_both_tasks(journal: Journal) -> None:
    response = client.post("/orders", json={"item": "chair"})
    assert response.status_code == 201
    assert journal.lines == ["Pack a chair, urgent: True", "Invoice for chair: 49 EUR"]


def test_async_task_runs_on_the_event_loop_and_def_task_off_it(journal: Journal) -> None:
    client.post("/orders", json={"item": "table"})
    assert journal.lines[1] == "Invoice for table: 120 EUR"
    assert journal.on_the_loop == [True, False]


@pytest.mark.parametrize("item", ["lamp", None, 7])
def test_no_task_runs_for_an_invalid_request(journal: Journal, item: object) -> None:
    assert client.post("/orders", json={"item": item}).status_code == 422
    assert journal.lines == []


def test_no_task_runs_for_a_refused_order(journal: Journal) -> None:
    response = client.post("/orders", json={"item": "sofa"})
    assert response.status_code == 409
    assert response.json() == {"detail": "Not in stock"}
    assert journal.lines == []
