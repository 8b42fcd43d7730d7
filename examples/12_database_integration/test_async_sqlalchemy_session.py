# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from async_sqlalchemy_session import User, app
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.pool import Pool

ADA, BOB = {"email": "ada@example.com"}, {"email": "bob@example.com"}


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def test_object_is_readable_after_the_commit(client: TestClient) -> None:
    response = client.post("/users", json=ADA)
    assert response.status_code == 201
    assert response.json() == {"id": 1, **ADA}


def test_what_is_written_is_read_back_also_after_a_restart(client: TestClient) -> None:
    client.post("/users", json=ADA)
    client.post("/users", json=BOB)
    assert client.get("/users").json() == [{"id": 1, **ADA}, {"id": 2, **BOB}]
    with TestClient(app) as restarted:
        assert restarted.get("/users").json() == [{"id": 1, **ADA}, {"id": 2, **BOB}]


def test_address_that_is_taken_is_409_and_rolled_back(client: TestClient) -> None:
    client.post("/users", json=ADA)
    response = client.post("/users", json=ADA)
    assert response.status_code == 409
    assert response.json() == {"detail": "Email is taken"}
    assert client.post("/users", json=BOB).status_code == 201
    assert [user["email"] for user in client.get("/users").json()] == [ADA["email"], BOB["email"]]


def test_what_was_not_committed_is_rolled_back(client: TestClient) -> None:
    async def flush_only() -> None:
        async with client.app_state["make_session"]() as session:
            session.add(User(**ADA))
            await session.flush()

    assert client.portal is not None
    client.portal.call(flush_only)
    assert client.get("/users").json() == []


def test_more_requests_at_once_than_connections_each_with_its_own_session(client: TestClient) -> None:
    emails = [f"user{number}@example.com" for number in range(60)]
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda email: client.post("/users", json={"email": email}), emails))
        lists = list(callers.map(lambda number: client.get("/users"), range(60)))
    assert [answer.status_code for answer in answers] == [201] * 60
    assert [answer.json()["email"] for answer in answers] == emails
    assert [len(answer.json()) for answer in lists] == [60] * 60


def test_list_ends_after_a_hundred_users(client: TestClient) -> None:
    for number in range(101):
        client.post("/users", json={"email": f"user{number}@example.com"})
    assert [user["id"] for user in client.get("/users").json()] == list(range(1, 101))


def test_connections_are_closed_with_the_app(async_database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.get("/users")
    assert steps.count("close") >= steps.count("open") > 0
