# /// script
# dependencies = ["psycopg[binary]"]
# ///
import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text
from sqlalchemy.pool import Pool
from sync_sqlalchemy_session import app

ADA, BOB = {"email": "ada@example.com"}, {"email": "bob@example.com"}


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def emails(client: TestClient) -> list[str]:
    with client.app_state["make_session"]() as session:
        return list(session.scalars(text("SELECT email FROM users ORDER BY id")))


def test_user_is_written_and_still_there_after_a_restart(client: TestClient) -> None:
    created = client.post("/users", json=ADA)
    assert (created.status_code, created.json()) == (201, {"id": 1})
    with TestClient(app) as restarted:
        assert restarted.post("/users", json=BOB).json() == {"id": 2}
    assert emails(client) == ["ada@example.com", "bob@example.com"]


def test_address_that_is_taken_is_409_and_the_next_request_works(client: TestClient) -> None:
    client.post("/users", json=ADA)
    response = client.post("/users", json=ADA)
    assert (response.status_code, response.json()) == (409, {"detail": "Email is taken"})
    assert client.post("/users", json=BOB).status_code == 201
    assert emails(client) == ["ada@example.com", "bob@example.com"]


def test_invalid_address_is_refused(client: TestClient) -> None:
    assert client.post("/users", json={"email": "ada\0"}).status_code == 422


def test_query_runs_off_the_event_loop_and_none_follows_the_commit(client: TestClient) -> None:
    queries: list[tuple[str, bool]] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            queries.append((statement.split()[0], False))
        else:
            queries.append((statement.split()[0], True))

    event.listen(Engine, "before_cursor_execute", note)
    client.post("/users", json=ADA)
    event.remove(Engine, "before_cursor_execute", note)
    assert queries == [("INSERT", False)]


def test_more_requests_at_once_than_threads_and_connections(client: TestClient) -> None:
    users = [{"email": f"user{number}@example.com"} for number in range(120)]
    with ThreadPoolExecutor(120) as callers:
        answers = list(callers.map(lambda user: client.post("/users", json=user), users))
    assert [answer.status_code for answer in answers] == [201] * 120
    assert sorted(answer.json()["id"] for answer in answers) == list(range(1, 121))


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.post("/users", json=ADA)
    assert steps.count("close") >= steps.count("open") > 0
