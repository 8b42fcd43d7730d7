import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from background_task_dependencies import Connection, app, connect, get_connection, update_search
from fastapi import BackgroundTasks, Depends, FastAPI
from fastapi.testclient import TestClient

client = TestClient(app)


class Journal(logging.Handler):
    """What the connections did, in the order in which they did it."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(record.getMessage())


@pytest.fixture
def journal() -> Iterator[Journal]:
    logger = logging.getLogger("background_task_dependencies")
    handler = Journal()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)


def test_task_of_the_dependency_runs_before_the_task_of_the_endpoint(journal: Journal) -> None:
    response = client.post("/articles/news")
    assert (response.status_code, response.json()) == (201, {"title": "news"})
    assert [event for event in journal.events if event != "close"] == ["insert news", "audit create", "index news"]


def test_tasks_open_and_close_connections_of_their_own_before_the_request_closes_its(journal: Journal) -> None:
    client.post("/articles/news")
    assert journal.events == ["insert news", "audit create", "close", "index news", "close", "close"]


def test_task_that_opens_its_own_works_after_the_request_has_closed_its(journal: Journal) -> None:
    safe = FastAPI()

    @safe.get("/", dependencies=[Depends(get_connection, scope="function")])
    def schedule(background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(update_search, "news")

    assert TestClient(safe).get("/").status_code == 200
    assert journal.events == ["close", "index news", "close"]


def test_closed_connection_refuses_to_work(journal: Journal) -> None:
    with connect() as connection:
        connection.execute("insert", "news")
    with pytest.raises(RuntimeError, match=r"^connection is closed$"):
        connection.execute("insert", "news")
    assert journal.events == ["insert news", "close"]


def test_what_the_caller_sent_stays_apart_from_the_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    executed: list[tuple[str, str]] = []

    def execute(connection: Connection, statement: str, value: str) -> None:
        executed.append((statement, value))

    monkeypatch.setattr(Connection, "execute", execute)
    client.post("/articles/news; drop articles %s")
    assert executed == [
        ("insert", "news; drop articles %s"),
        ("audit", "create"),
        ("index", "news; drop articles %s"),
    ]


def app_that_hands_its_connection_to_a_task(dependency: object) -> tuple[FastAPI, list[str]]:
    handing = FastAPI()
    seen: list[str] = []

    def use(connection: Connection) -> None:
        seen.append("closed" if connection.closed else "open")

    def hand_over(connection: Connection, background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(use, connection)

    hand_over.__annotations__["connection"] = Annotated[Connection, dependency]
    handing.get("/")(hand_over)
    return handing, seen


def test_yielded_resource_is_still_open_when_the_task_runs() -> None:
    handing, seen = app_that_hands_its_connection_to_a_task(Depends(get_connection))
    TestClient(handing).get("/")
    assert seen == ["open"]


def test_yielded_resource_with_function_scope_is_closed_when_the_task_runs() -> None:
    handing, seen = app_that_hands_its_connection_to_a_task(Depends(get_connection, scope="function"))
    TestClient(handing).get("/")
    assert seen == ["closed"]


def test_depends_in_the_signature_of_a_task_is_not_resolved() -> None:
    received: list[object] = []
    unresolved = FastAPI()
    marker = Depends(get_connection)

    def task(connection: object = marker) -> None:
        received.append(connection)

    @unresolved.get("/")
    def schedule(background_tasks: BackgroundTasks) -> None:
        background_tasks.add_task(task)

    TestClient(unresolved).get("/")
    assert received == [marker]


def test_one_request_has_one_set_of_tasks() -> None:
    seen: list[BackgroundTasks] = []
    sharing = FastAPI()

    def remember(background_tasks: BackgroundTasks) -> None:
        seen.append(background_tasks)

    @sharing.get("/", dependencies=[Depends(remember)])
    def read(background_tasks: BackgroundTasks) -> None:
        seen.append(background_tasks)

    TestClient(sharing).get("/")
    TestClient(sharing).get("/")
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert seen[1] is not seen[2]


def test_route_dependency_that_only_adds_a_task_is_not_documented() -> None:
    operation = app.openapi()["paths"]["/articles/{title}"]["post"]
    assert operation["parameters"] == [
        {"name": "title", "in": "path", "required": True, "schema": {"type": "string", "title": "Title"}}
    ]
    assert operation["responses"]["201"]["content"]["application/json"]["schema"] == {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "title": "Response Create Article Articles  Title  Post",
    }
