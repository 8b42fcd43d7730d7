# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from async_sqlalchemy_session import User, app
from fastapi.testclient import TestClient
from sqlalchemy import event, text
from sqlalchemy.pool import Pool

ADA, BOB = {"email": "ada@example.com"}, {"email": "bob@example.com"}


@pytest.fixture
def client(async_database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def emails(client: TestClient) -> list[str]:
    async def read() -> list[str]:
        async with client.app_state["make_session"]() as session:
            return list(await session.scalars(text("SELECT email FROM users ORDER BY id")))

    assert client.portal is not None
    return client.portal.call(read)


def test_object_is_readable_after_the_commit(client: TestClient) -> None:
    response = client.post("/users", json=ADA)
    assert (response.status_code, response.json()) == (201, {"id": 1})


def test_user_is_written_and_still_there_after_a_restart(client: TestClient) -> None:
    client.post("/users", json=ADA)
    with TestClient(app) as restarted:
        assert restarted.post("/users", json=BOB).json() == {"id": 2}
    assert emails(client) == ["ada@example.com", "bob@example.com"]


def test_what_was_not_committed_is_rolled_back(client: TestClient) -> None:
    async def flush_only() -> None:
        async with client.app_state["make_session"]() as session:
            session.add(User(**ADA))
            await session.flush()

    assert client.portal is not None
    client.portal.call(flush_only)
    assert emails(client) == []


def test_invalid_address_is_refused(client: TestClient) -> None:
    assert client.post("/users", json={"email": "ada\0"}).status_code == 422


def test_more_requests_at_once_than_connections_each_with_its_own_session(client: TestClient) -> None:
    users = [{"email": f"user{number}@example.com"} for number in range(60)]
    with ThreadPoolExecutor(60) as callers:
        answers = list(callers.map(lambda user: client.post("/users", json=user), users))
    assert [answer.status_code for answer in answers] == [201] * 60
    assert sorted(answer.json()["id"] for answer in answers) == list(range(1, 61))
    assert sorted(emails(client)) == sorted(user["email"] for user in users)


def test_connections_are_closed_with_the_app(async_database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(app) as client:
        client.post("/users", json=ADA)
    assert steps.count("close") >= steps.count("open") > 0
