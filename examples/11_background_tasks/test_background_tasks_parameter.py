import asyncio
import logging
from collections.abc import Iterator

import pytest
from background_tasks_parameter import app
from fastapi import BackgroundTasks, FastAPI, HTTPException
from fastapi.testclient import TestClient

client = TestClient(app)


class Journal(logging.Handler):
    """What the tasks logged, and whether they did so on the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[tuple[str, bool]] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            on_the_loop = False
        else:
            on_the_loop = True
        self.events.append((record.getMessage(), on_the_loop))


@pytest.fixture
def journal() -> Iterator[Journal]:
    logger = logging.getLogger("background_tasks_parameter")
    handler = Journal()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_positional_and_keyword_arguments_arrive_in_both_tasks(journal: Journal) -> None:
    response = client.post("/orders/chairs", json={"quantity": 10})
    assert (response.status_code, response.json()) == (201, {"item": "chairs", "quantity": 10})
    assert [message for message, _ in journal.events] == ["invoice for 10 chairs", "pack chairs, urgent: True"]


def test_sync_task_runs_off_the_event_loop_and_async_task_on_it(journal: Journal) -> None:
    client.post("/orders/chairs", json={"quantity": 1})
    assert [on_the_loop for _, on_the_loop in journal.events] == [False, True]


def test_no_task_runs_when_the_request_failed_before_it_was_added(journal: Journal) -> None:
    response = client.post("/orders/chairs", json={"quantity": 11})
    assert (response.status_code, response.json()) == (409, {"detail": "Not enough in stock"})
    assert journal.events == []


def test_no_task_runs_for_an_invalid_request(journal: Journal) -> None:
    response = client.post("/orders/chairs", json={})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [{"type": "missing", "loc": ["body", "quantity"], "msg": "Field required", "input": None}]
    }
    assert journal.events == []


def test_no_task_runs_when_the_request_failed_after_it_was_added() -> None:
    ran: list[str] = []
    failing = FastAPI()

    @failing.get("/")
    def fail(background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(ran.append, "added")
        raise HTTPException(status_code=400, detail="too late")

    response = TestClient(failing).get("/")
    assert (response.status_code, response.json()) == (400, {"detail": "too late"})
    assert ran == []


def test_body_parameter_beside_the_tasks_is_documented_alone() -> None:
    schema = app.openapi()
    assert schema["paths"]["/orders/{item}"]["post"]["responses"]["201"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        "title": "Response Create Order Orders  Item  Post",
    }
    assert schema["paths"]["/orders/{item}"]["post"]["requestBody"] == {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Body_create_order_orders__item__post"}}
        },
        "required": True,
    }
    assert schema["components"]["schemas"]["Body_create_order_orders__item__post"] == {
        "properties": {"quantity": {"type": "integer", "title": "Quantity"}},
        "type": "object",
        "required": ["quantity"],
        "title": "Body_create_order_orders__item__post",
    }
