import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import async_connection_pool
import pytest
from async_connection_pool import app, database_url, lifespan
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool


@pytest.fixture
def observed(database: None) -> Iterator[list[tuple[str, int]]]:
    """What happens to which DBAPI connection."""
    seen: list[tuple[str, int]] = []
    alive: list[Any] = []

    def opened(connection: Any, record: Any) -> None:
        alive.append(connection)
        seen.append(("open", alive.index(connection)))

    def used(connection: Any, record: Any, proxy: Any) -> None:
        seen.append(("use", alive.index(connection)))

    def closed(connection: Any, record: Any) -> None:
        seen.append(("close", alive.index(connection)))

    listeners: dict[str, Callable[..., Any]] = {"connect": opened, "checkout": used, "close": closed}
    for name, listener in listeners.items():
        event.listen(Pool, name, listener)
    yield seen
    for name, listener in listeners.items():
        event.remove(Pool, name, listener)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[AsyncEngine]:
    """The engine that the lifespan makes, once it has."""
    made: list[AsyncEngine] = []

    def create_and_remember(*arguments: Any, **options: Any) -> AsyncEngine:
        made.append(create_async_engine(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(async_connection_pool, "create_async_engine", create_and_remember)
    return made


def pool_of(engine: AsyncEngine) -> AsyncAdaptedQueuePool:
    assert isinstance(engine.pool, AsyncAdaptedQueuePool)
    return engine.pool


def test_connection_is_reused(observed: list[tuple[str, int]]) -> None:
    with TestClient(app) as client:
        for _ in range(3):
            response = client.get("/health")
            assert (response.status_code, response.json()) == (200, {"database": 1})
    assert [step for step in observed if step[0] != "close"] == [("open", 0), ("use", 0), ("use", 0), ("use", 0)]


def test_more_than_size_and_overflow_at_once_times_out(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(async_connection_pool, "POOL_TIMEOUT", 0)

    async def hold_three_and_ask_for_another() -> tuple[int, int]:
        async with lifespan(app) as state, state["engine"].connect(), state["engine"].connect():
            async with state["engine"].connect():
                with pytest.raises(PoolTimeoutError, match="QueuePool limit of size 2 overflow 1 reached") as error:
                    await state["engine"].connect()
                assert error.value.code == "3o7r"
                held = pool_of(state["engine"]).checkedout()
            async with state["engine"].connect():
                return held, pool_of(state["engine"]).checkedout()

    assert asyncio.run(hold_three_and_ask_for_another()) == (3, 3)


def test_request_that_gets_no_connection_is_503(
    database: None, engine: list[AsyncEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(async_connection_pool, "POOL_TIMEOUT", 0)
    with TestClient(app) as client:
        assert client.portal is not None
        connections = [engine[0].connect() for _ in range(3)]
        for connection in connections:
            client.portal.call(connection.start)
        response = client.get("/health")
        assert (response.status_code, response.json()) == (503, {"detail": "Too busy"})
        assert response.headers["retry-after"] == "1"
        client.portal.call(connections[0].close)
        assert client.get("/health").status_code == 200
        for connection in connections[1:]:
            client.portal.call(connection.close)


def test_overflow_is_closed_and_size_is_kept(database: None) -> None:
    async def open_three() -> list[int]:
        async with lifespan(app) as state:
            connections = [await state["engine"].connect() for _ in range(3)]
            for connection in connections:
                await connection.close()
            pool = pool_of(state["engine"])
            return [pool.size(), pool.checkedin(), pool.checkedout()]

    assert asyncio.run(open_three()) == [2, 2, 0]


def test_connection_that_has_gone_is_replaced_before_it_is_used(
    observed: list[tuple[str, int]], engine: list[AsyncEngine]
) -> None:
    async def end_the_connection() -> None:
        async with engine[0].connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.close()

    with TestClient(app) as client:
        assert client.portal is not None
        client.get("/health")
        client.portal.call(end_the_connection)
        assert client.get("/health").json() == {"database": 1}
    assert ("open", 1) in observed
    assert observed[-2] == ("use", 1)


def test_pool_is_empty_after_dispose(observed: list[tuple[str, int]], engine: list[AsyncEngine]) -> None:
    with TestClient(app) as client:
        client.get("/health")
        assert pool_of(engine[0]).checkedin() == 1
        assert observed == [("open", 0), ("use", 0)]
    assert (pool_of(engine[0]).checkedin(), pool_of(engine[0]).checkedout()) == (0, 0)
    assert observed == [("open", 0), ("use", 0), ("close", 0)]


def test_pool_waits_five_seconds_by_default(database: None, engine: list[AsyncEngine]) -> None:
    with TestClient(app):
        assert pool_of(engine[0]).timeout() == 5.0


def test_in_memory_sqlite_refuses_the_options() -> None:
    with pytest.raises(TypeError, match="Invalid argument"):
        create_async_engine("sqlite+aiosqlite://", pool_size=2, max_overflow=1)


def test_health_is_documented() -> None:
    assert app.openapi()["paths"]["/health"]["get"]["responses"] == {
        "200": {
            "description": "Successful Response",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "additionalProperties": {"type": "integer"},
                        "title": "Response Read Health Health Get",
                    }
                }
            },
        }
    }


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, "sqlite+aiosqlite:///app.db"),
        ("sqlite:////var/my.db", "sqlite+aiosqlite:////var/my.db"),
        ("postgresql://me@localhost:5432/mine", "postgresql+psycopg://me@localhost:5432/mine"),
    ],
)
def test_driver_follows_from_the_database_url(given: str | None, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("DATABASE_URL", given)
    assert str(database_url()) == used
