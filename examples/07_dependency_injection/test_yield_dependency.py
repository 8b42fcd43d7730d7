import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, HTTPException
from fastapi.exceptions import FastAPIError
from fastapi.testclient import TestClient
from yield_dependency import app, get_db

client = TestClient(app)
connect = sqlite3.connect


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tests.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE", str(path))
    return path


@pytest.fixture(autouse=True)
def connections(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    made: list[sqlite3.Connection] = []

    def connect_and_keep(database: str, check_same_thread: bool = True) -> sqlite3.Connection:
        made.append(connect(database, check_same_thread=check_same_thread))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", connect_and_keep)
    return made


def assert_closed(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.ProgrammingError, match="Cannot operate on a closed database"):
        connection.execute("SELECT 1")


def test_endpoint_uses_the_connection(database: Path) -> None:
    response = client.post("/users/ada")
    assert response.status_code == 201
    assert response.json() == {"name": "ada"}
    with closing(connect(database)) as connection:
        assert connection.execute("SELECT name FROM users").fetchall() == [("ada",)]


def test_clean_up_runs_on_success(connections: list[sqlite3.Connection]) -> None:
    client.post("/users/ada")
    assert len(connections) == 1
    assert_closed(connections[0])


def test_each_request_gets_a_connection_of_its_own(connections: list[sqlite3.Connection]) -> None:
    client.post("/users/ada")
    client.post("/users/grace")
    assert len(connections) == 2
    assert connections[0] is not connections[1]


def test_clean_up_runs_on_an_unexpected_error(connections: list[sqlite3.Connection]) -> None:
    failing_app = FastAPI()

    @failing_app.get("/")
    def fail(db: Annotated[sqlite3.Connection, Depends(get_db)]) -> None:
        db.execute("SELECT * FROM nowhere")

    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        TestClient(failing_app).get("/")
    assert_closed(connections[0])


def test_database_is_a_file_of_the_working_directory_by_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE")
    assert client.post("/users/ada").status_code == 201
    assert [path.name for path in tmp_path.iterdir()] == ["users.db"]


def test_exception_of_the_endpoint_is_translated_in_the_dependency(connections: list[sqlite3.Connection]) -> None:
    client.post("/users/ada")
    response = client.post("/users/ada")
    assert response.status_code == 409
    assert response.json() == {"detail": "The name is taken"}
    assert_closed(connections[1])


def test_clean_up_without_finally_is_skipped_on_an_error() -> None:
    careless_app = FastAPI()
    events: list[str] = []

    def careless() -> Iterator[None]:
        yield
        events.append("cleaned up")

    @careless_app.get("/{divisor}")
    def divide(divisor: int, resource: Annotated[None, Depends(careless)]) -> float:
        return 1 / divisor

    careless_client = TestClient(careless_app, raise_server_exceptions=False)
    assert careless_client.get("/0").status_code == 500
    assert events == []
    assert careless_client.get("/1").status_code == 200
    assert events == ["cleaned up"]


@pytest.mark.parametrize("error", [KeyError("lost"), HTTPException(404)], ids=["KeyError", "HTTPException"])
def test_exception_caught_and_not_raised_again_is_an_error(error: Exception) -> None:
    swallowing_app = FastAPI()

    def swallow() -> Iterator[None]:
        try:
            yield
        except Exception:
            return

    @swallowing_app.get("/")
    def fail(resource: Annotated[None, Depends(swallow)]) -> None:
        raise error

    with pytest.raises(FastAPIError, match="a dependency with yield has a block with a bare except"):
        TestClient(swallowing_app).get("/")
    response = TestClient(swallowing_app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


def test_exception_caught_and_raised_again_keeps_its_answer() -> None:
    honest_app = FastAPI()
    caught: list[Exception] = []

    def watch() -> Iterator[None]:
        try:
            yield
        except Exception as error:
            caught.append(error)
            raise

    @honest_app.get("/")
    def fail(resource: Annotated[None, Depends(watch)]) -> None:
        raise HTTPException(404, "No such thing")

    response = TestClient(honest_app).get("/")
    assert (response.status_code, response.json()) == (404, {"detail": "No such thing"})
    assert [type(error) for error in caught] == [HTTPException]


def nested_app(events: list[str]) -> FastAPI:
    application = FastAPI()

    def outer() -> Iterator[str]:
        events.append("enter outer")
        try:
            yield "outer"
        finally:
            events.append("exit outer")

    def inner(name: Annotated[str, Depends(outer)]) -> Iterator[str]:
        events.append(f"enter inner of {name}")
        try:
            yield "inner"
        finally:
            events.append("exit inner")

    async def second() -> AsyncIterator[str]:
        events.append("enter second")
        try:
            yield "second"
        finally:
            events.append("exit second")

    @application.get("/{divisor}")
    def divide(divisor: int, a: Annotated[str, Depends(inner)], b: Annotated[str, Depends(second)]) -> float:
        events.append(f"divide with {a} and {b}")
        return 1 / divisor

    return application


@pytest.mark.parametrize(("divisor", "status"), [(1, 200), (0, 500)])
def test_dependencies_exit_in_reverse_order(divisor: int, status: int) -> None:
    events: list[str] = []
    nested_client = TestClient(nested_app(events), raise_server_exceptions=False)
    assert nested_client.get(f"/{divisor}").status_code == status
    assert events == [
        "enter outer",
        "enter inner of outer",
        "enter second",
        "divide with inner and second",
        "exit second",
        "exit inner",
        "exit outer",
    ]


def test_exception_after_yield_comes_too_late_to_change_the_answer() -> None:
    late_app = FastAPI()

    def fail_late() -> Iterator[None]:
        yield
        raise HTTPException(418, "Too late")

    @late_app.get("/")
    def succeed(resource: Annotated[None, Depends(fail_late)]) -> str:
        return "done"

    response = TestClient(late_app, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.json()) == (200, "done")
    with pytest.raises(RuntimeError, match="response already started"):
        TestClient(late_app).get("/")


def test_generator_is_exhausted_when_it_yields_twice() -> None:
    twice_app = FastAPI()

    def yield_twice() -> Iterator[int]:
        yield 1
        yield 2

    @twice_app.get("/")
    def read_number(number: Annotated[int, Depends(yield_twice)]) -> int:
        return number

    with pytest.raises(RuntimeError, match="generator didn't stop"):
        TestClient(twice_app).get("/")


def test_get_db_works_outside_of_a_request_as_a_generator(connections: list[sqlite3.Connection]) -> None:
    generator = get_db()
    assert next(generator) is connections[0]
    with pytest.raises(StopIteration):
        next(generator)
    assert_closed(connections[0])
