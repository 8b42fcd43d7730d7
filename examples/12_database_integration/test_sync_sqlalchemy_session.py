# /// script
# dependencies = ["psycopg[binary]"]
# ///
import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.pool import Pool
from sync_sqlalchemy_session import app

ADA, BOB = {"email": "ada@example.com"}, {"email": "bob@example.com"}


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_what_is_written_is_read_back_also_after_a_restart(client: TestClient) -> None:
    created = client.post("/users", json=ADA)
    assert created.status_code == 201
    assert created.json() == {"id": 1, **ADA}
    assert client.post("/users", json=BOB).json() == {"id": 2, **BOB}
    assert client.get("/users").json() == [{"id": 1, **ADA}, {"id": 2, **BOB}]
    with TestClient(app) as restarted:
        assert restarted.get("/users").json() == [{"id": 1, **ADA}, {"id": 2, **BOB}]


def test_address_that_is_taken_is_409_and_the_next_request_works(client: TestClient) -> None:
    client.post("/users", json=ADA)
    response = client.post("/users", json=ADA)
    assert response.status_code == 409
    assert response.json() == {"detail": "Email is taken"}
    assert client.post("/users", json=BOB).status_code == 201
    assert [user["email"] for user in client.get("/users").json()] == [ADA["email"], BOB["email"]]


def test_queries_run_off_the_event_loop_and_none_follows_the_commit(client: TestClient) -> None:
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
    client.get("/users")
    event.remove(Engine, "before_cursor_execute", note)
    assert queries == [("INSERT", False), ("SELECT", False)]


def test_more_requests_at_once_than_threads_and_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(120) as callers:
        created = callers.map(lambda n: client.post("/users", json={"email": f"a{n}@example.com"}), range(60))
        listed = callers.map(lambda n: client.get("/users"), range(60))
        assert [response.status_code for response in created] == [201] * 60
        assert [response.status_code for response in listed] == [200] * 60


def test_list_ends_after_a_hundred_users(client: TestClient) -> None:
    for number in range(101):
        client.post("/users", json={"email": f"user{number}@example.com"})
    assert [user["id"] for user in client.get("/users").json()] == list(range(1, 101))


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/users")
    assert steps.count("close") >= steps.count("open") > 0
