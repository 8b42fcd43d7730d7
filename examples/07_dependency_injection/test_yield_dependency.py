import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from yield_dependency import app

client = TestClient(app)
connect = sqlite3.connect


class Broken(sqlite3.Connection):
    def __enter__(self) -> "Broken":
        raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture(autouse=True)
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """Work in an empty folder, and keep the connections that are made."""
    connections: list[sqlite3.Connection] = []

    def connect_and_keep(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **kwargs)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,), "wait for other writers"
        connections.append(connection)
        return connection

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sqlite3, "connect", connect_and_keep)
    return connections


def stored_names() -> list[str]:
    with closing(connect("app.db")) as db:
        return [name for (name,) in db.execute("SELECT name FROM users ORDER BY name")]


def is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False


def test_endpoint_uses_the_connection() -> None:
    assert client.post("/users", json={"name": "ada"}).status_code == 201
    assert stored_names() == ["ada"]


def test_each_request_gets_a_connection_and_closes_it(made: list[sqlite3.Connection]) -> None:
    client.post("/users", json={"name": "ada"})
    client.post("/users", json={"name": "ada"})
    assert [is_closed(connection) for connection in made] == [True, True]


def test_connection_is_closed_if_the_endpoint_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = connect("app.db", check_same_thread=False, factory=Broken)
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **kwargs: broken)
    with pytest.raises(sqlite3.OperationalError, match="disk I/O error"):
        client.post("/users", json={"name": "ada"})
    assert is_closed(broken)


def test_many_requests_at_once_are_served(made: list[sqlite3.Connection]) -> None:
    names = [f"user {number:02}" for number in range(60)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda name: client.post("/users", json={"name": name}), names))
    assert {answer.status_code for answer in answers} == {201}
    assert stored_names() == names
    assert all(is_closed(connection) for connection in made)
