import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest
from async_generator_dependency import app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[aiosqlite.Connection]:
    """Work in an empty folder, and keep the connections that were closed."""
    connections: list[aiosqlite.Connection] = []
    close = aiosqlite.Connection.close

    async def close_and_keep(connection: aiosqlite.Connection) -> None:
        (waits_for_writers,) = await connection.execute_fetchall("PRAGMA busy_timeout")
        assert waits_for_writers == (30_000,)
        await close(connection)
        connections.append(connection)

    monkeypatch.setattr(aiosqlite.Connection, "close", close_and_keep)
    monkeypatch.chdir(tmp_path)
    return connections


def notes() -> list[str]:
    with closing(sqlite3.connect("app.db")) as db:
        return [text for (text,) in db.execute("SELECT text FROM notes ORDER BY rowid")]


def test_endpoint_uses_the_connection() -> None:
    assert client.post("/notes", json={"text": "Buy nails"}).status_code == 201
    client.post("/notes", json={"text": "Sharpen the saw"})
    assert notes() == ["Buy nails", "Sharpen the saw"]


def test_each_request_gets_a_connection_and_closes_it(closed: list[aiosqlite.Connection]) -> None:
    client.post("/notes", json={"text": "Buy nails"})
    client.post("/notes", json={"text": "Buy nails"})
    assert len(closed) == 2
    assert closed[0] is not closed[1]


def test_connection_is_closed_if_the_endpoint_raises(
    closed: list[aiosqlite.Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(connection: aiosqlite.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(aiosqlite.Connection, "commit", fail)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        client.post("/notes", json={"text": "Buy nails"})
    assert len(closed) == 1
    assert notes() == []


def test_many_requests_at_once_are_served(closed: list[aiosqlite.Connection]) -> None:
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: client.post("/notes", json={"text": f"Note {number}"}), range(60)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(notes()) == len(closed) == 60
