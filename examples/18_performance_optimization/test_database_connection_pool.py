# /// script
# requires-python = ">=3.11"
# dependencies = ["psycopg[binary]"]
# ///
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from database_connection_pool import app
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.pool import QueuePool

HEALTHY = {"database": True}


class Counted:
    def __init__(self, client: TestClient) -> None:
        self.client, self.opened, self.closed = client, 0, 0
        self.engine: Engine = client.app_state["engine"]
        event.listen(self.engine, "connect", self.on_connect)
        event.listen(self.engine, "close", self.on_close)

    def on_connect(self, *_: object) -> None:
        self.opened += 1

    def on_close(self, *_: object) -> None:
        self.closed += 1

    @property
    def pool(self) -> QueuePool:
        assert isinstance(self.engine.pool, QueuePool)
        return self.engine.pool


@pytest.fixture
def counted(database: None) -> Iterator[Counted]:
    with TestClient(app) as client:
        counted = Counted(client)
        yield counted
    assert counted.closed == counted.opened


def test_requests_one_after_the_other_share_one_connection(counted: Counted) -> None:
    assert [counted.client.get("/health").json() for _ in range(10)] == [HEALTHY] * 10
    assert (counted.opened, counted.pool.checkedin(), counted.pool.checkedout()) == (1, 1, 0)


def test_more_requests_than_threads_and_connections_are_all_answered(counted: Counted) -> None:
    with ThreadPoolExecutor(200) as threads:
        answers = list(threads.map(lambda _: counted.client.get("/health").json(), range(200)))
    assert answers == [HEALTHY] * 200


def test_connections_are_bounded_and_beyond_that_is_a_503(counted: Counted) -> None:
    held = [counted.engine.connect() for _ in range(24)]
    assert counted.client.get("/health").json() == HEALTHY
    held.append(counted.engine.connect())
    refused = counted.client.get("/health")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
    for connection in held:
        connection.close()
    assert (counted.pool.checkedin(), counted.pool.size(), counted.pool.timeout()) == (20, 20, 1)
    assert counted.client.get("/health").json() == HEALTHY


def test_old_connection_is_replaced(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    for age, opened in ((0, 1), (1799, 1), (1800.5, 2)):
        monkeypatch.setattr(time, "time", lambda age=age: now + age)
        assert counted.client.get("/health").json() == HEALTHY
        assert counted.opened == opened


def test_dead_connection_is_replaced(counted: Counted) -> None:
    with counted.engine.connect() as connection:
        pooled = connection.connection.driver_connection
    pooled.close()  # type: ignore[union-attr]
    assert counted.client.get("/health").json() == HEALTHY
