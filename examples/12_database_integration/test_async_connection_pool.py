# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from async_connection_pool import app
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.pool import Pool


@pytest.fixture
def steps() -> list[str]:
    """Connections that were opened and closed."""
    seen: list[str] = []
    event.listen(Pool, "connect", lambda connection, record: seen.append("open"))
    event.listen(Pool, "close", lambda connection, record: seen.append("close"))
    return seen


@pytest.fixture
def client(async_database: None, steps: list[str]) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def call(client: TestClient, function: Any) -> Any:
    assert client.portal is not None
    return client.portal.call(function)


def hold(client: TestClient, number: int) -> list[Any]:
    connections = [client.app_state["engine"].connect() for _ in range(number)]
    for connection in connections:
        call(client, connection.start)
    return connections


def test_connection_is_reused_and_closed_with_the_app(async_database: None, steps: list[str]) -> None:
    with TestClient(app) as client:
        for _ in range(3):
            response = client.get("/health")
            assert (response.status_code, response.json()) == (200, {"database": True})
        assert steps == ["open"]
    assert steps == ["open", "close"]


def test_more_requests_at_once_than_connections(client: TestClient) -> None:
    with ThreadPoolExecutor(40) as callers:
        assert {answer.status_code for answer in callers.map(client.get, ["/health"] * 40)} == {200}


def test_request_that_gets_no_connection_is_503(client: TestClient) -> None:
    connections = hold(client, 5)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (503, {"detail": "Too busy"})
    assert response.headers["retry-after"] == "1"
    for connection in connections:
        call(client, connection.close)
    assert client.get("/health").status_code == 200


def test_size_is_kept_and_overflow_is_closed(client: TestClient, steps: list[str]) -> None:
    for connection in hold(client, 5):
        call(client, connection.close)
    assert sorted(steps) == ["close"] * 2 + ["open"] * 5


def test_closed_connection_is_replaced(client: TestClient, steps: list[str]) -> None:
    async def end_the_connection() -> None:
        async with client.app_state["engine"].connect() as connection:
            await (await connection.get_raw_connection()).driver_connection.close()

    client.get("/health")
    call(client, end_the_connection)
    assert client.get("/health").status_code == 200
    assert steps.count("open") == 2
