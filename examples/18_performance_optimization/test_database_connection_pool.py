import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import database_connection_pool
import pytest
from anyio.to_thread import current_default_thread_limiter
from database_connection_pool import app
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

CONCURRENT = 8
PATIENCE = 20


class Counted:
    def __init__(self, engine: Engine) -> None:
        self.opened = 0
        self.closed = 0
        event.listen(engine, "connect", self.on_connect)
        event.listen(engine, "close", self.on_close)

    def on_connect(self, *_: object) -> None:
        self.opened += 1

    def on_close(self, *_: object) -> None:
        self.closed += 1


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    if "DATABASE_URL" not in os.environ:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'pool.db'}")
    with TestClient(app) as client:
        yield client


@pytest.fixture
def engine(client: TestClient) -> Engine:
    engine: Engine = app.state.engine
    return engine


@pytest.fixture
def pool(engine: Engine) -> QueuePool:
    assert isinstance(engine.pool, QueuePool)
    return engine.pool


def together(client: TestClient, engine: Engine) -> list[Any]:
    """Send requests that each hold a connection until all of them have one."""
    barrier = threading.Barrier(CONCURRENT)

    def wait_for_the_others(*_: object) -> None:
        barrier.wait(PATIENCE)

    event.listen(engine, "checkout", wait_for_the_others)
    try:
        with ThreadPoolExecutor(CONCURRENT) as threads:
            return [answer.json() for answer in threads.map(client.get, ["/answer"] * CONCURRENT)]
    finally:
        event.remove(engine, "checkout", wait_for_the_others)


def test_pool_has_the_given_size_and_opens_nothing_before_it_is_asked(pool: QueuePool) -> None:
    assert pool.size() == 20
    assert (pool.checkedin(), pool.checkedout(), pool.overflow()) == (0, 0, -20)


def test_requests_one_after_the_other_share_one_connection(client: TestClient, engine: Engine, pool: QueuePool) -> None:
    counted = Counted(engine)
    assert [client.get("/answer").json() for _ in range(10)] == [42] * 10
    assert counted.opened == 1
    assert (pool.checkedin(), pool.checkedout()) == (1, 0)


def test_concurrent_requests_reuse_connections_and_give_all_of_them_back(
    client: TestClient, engine: Engine, pool: QueuePool
) -> None:
    counted = Counted(engine)
    assert together(client, engine) == [42] * CONCURRENT
    assert counted.opened == CONCURRENT
    assert (pool.checkedin(), pool.checkedout()) == (CONCURRENT, 0)
    assert together(client, engine) == [42] * CONCURRENT
    assert (counted.opened, counted.closed) == (CONCURRENT, 0)
    assert (pool.checkedin(), pool.checkedout()) == (CONCURRENT, 0)


def test_request_needs_no_second_thread_while_it_holds_a_connection(client: TestClient, engine: Engine) -> None:
    counted = Counted(engine)
    assert client.portal
    client.portal.call(current_default_thread_limiter).total_tokens = 1
    with ThreadPoolExecutor(CONCURRENT) as threads:
        answers = [answer.json() for answer in threads.map(client.get, ["/answer"] * 5 * CONCURRENT)]
    assert answers == [42] * 5 * CONCURRENT
    assert counted.opened == 1


def test_request_that_fails_gives_its_connection_back(
    client: TestClient, pool: QueuePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_connection_pool, "text", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.get("/answer")
    assert (pool.checkedin(), pool.checkedout()) == (1, 0)


def test_overflow_is_bounded_closed_afterwards_and_beyond_it_is_a_503(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {}

    def create_without_waiting(url: Any, **given: Any) -> Engine:
        options.update(given)
        return create_engine(url, **{**given, "pool_timeout": 0})

    monkeypatch.setattr(database_connection_pool, "create_engine", create_without_waiting)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'overflow.db'}")
    with TestClient(app) as client:
        engine: Engine = app.state.engine
        pool = engine.pool
        assert isinstance(pool, QueuePool)
        counted = Counted(engine)
        held = [engine.connect() for _ in range(24)]
        assert client.get("/answer").json() == 42
        held.append(engine.connect())
        assert (pool.checkedin(), pool.checkedout(), pool.overflow()) == (0, 25, 5)
        refused = client.get("/answer")
        assert refused.status_code == 503
        assert refused.json() == {"detail": "The database is busy"}
        assert refused.headers["retry-after"] == "5"
        for connection in held:
            connection.close()
        assert (pool.checkedin(), pool.checkedout(), pool.overflow()) == (20, 0, 0)
        assert counted.opened - counted.closed == 20
        assert client.get("/answer").json() == 42
    assert options["pool_timeout"] == 5


def test_connection_older_than_half_an_hour_is_replaced(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(engine)
    now = time.time()
    for age, opened in ((0, 1), (1800, 1), (1800.5, 2)):
        monkeypatch.setattr(time, "time", lambda age=age: now + age)
        assert client.get("/answer").json() == 42
        assert (counted.opened, counted.closed) == (opened, opened - 1)


def test_connection_that_died_in_the_pool_is_replaced_unnoticed(client: TestClient, engine: Engine) -> None:
    counted = Counted(engine)
    with engine.connect() as connection:
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None
    driver_connection.close()
    assert client.get("/answer").json() == 42
    assert counted.opened == 2


def test_shut_down_closes_every_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "DATABASE_URL" not in os.environ:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'pool.db'}")
    with TestClient(app) as client:
        counted = Counted(app.state.engine)
        together(client, app.state.engine)
        assert counted.closed == 0
    assert counted.closed == CONCURRENT


@pytest.mark.parametrize(
    ("url", "used"),
    [
        (None, "sqlite:///app.db"),
        ("sqlite:///other.db", "sqlite:///other.db"),
        ("postgresql://user@127.0.0.1/app", "postgresql+psycopg://user@127.0.0.1/app"),
        ("postgresql+psycopg://user@127.0.0.1/app", "postgresql+psycopg://user@127.0.0.1/app"),
    ],
)
def test_plain_postgresql_url_is_given_the_declared_driver(
    url: str | None, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if url:
        monkeypatch.setenv("DATABASE_URL", url)
    with TestClient(app):
        assert str(app.state.engine.url) == used
