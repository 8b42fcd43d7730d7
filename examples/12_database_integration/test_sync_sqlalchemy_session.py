import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, event, select, text
from sqlalchemy.exc import IntegrityError, PendingRollbackError
from sqlalchemy.pool import Pool
from sync_sqlalchemy_session import SessionDep, User, app, database_url, lifespan


@pytest.fixture
def client(database: None) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def statements() -> Iterator[list[tuple[str, bool]]]:
    """The verb of each SQL statement, and whether it ran on the event loop."""
    seen: list[tuple[str, bool]] = []

    def remember(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            on_the_loop = False
        else:
            on_the_loop = True
        seen.append((statement.split()[0], on_the_loop))

    event.listen(Engine, "before_cursor_execute", remember)
    yield seen
    event.remove(Engine, "before_cursor_execute", remember)


def test_what_is_written_is_read_back(client: TestClient) -> None:
    assert (client.get("/users").status_code, client.get("/users").json()) == (200, [])
    created = client.post("/users/ada@example.com")
    assert (created.status_code, created.json()) == (201, {"id": 1, "email": "ada@example.com"})
    client.post("/users/bob@example.com")
    assert client.get("/users").json() == [
        {"id": 1, "email": "ada@example.com"},
        {"id": 2, "email": "bob@example.com"},
    ]


def test_what_is_written_outlives_the_app(client: TestClient) -> None:
    client.post("/users/ada@example.com")
    with TestClient(app) as restarted:
        assert restarted.get("/users").json() == [{"id": 1, "email": "ada@example.com"}]


def test_connections_are_closed_with_the_app(database: None) -> None:
    closed: list[object] = []

    def remember(connection: object, record: object) -> None:
        closed.append(connection)

    event.listen(Pool, "close", remember)
    with TestClient(app) as client:
        client.get("/users")
        assert closed == []
    event.remove(Pool, "close", remember)
    assert len(closed) == 1


def test_rows_are_in_the_table_of_the_model(client: TestClient) -> None:
    client.post("/users/ada@example.com")
    engine = create_engine(database_url())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, email FROM users")).all() == [(1, "ada@example.com")]
    engine.dispose()


def test_endpoint_runs_in_the_threadpool(client: TestClient, statements: list[tuple[str, bool]]) -> None:
    client.get("/users")
    client.post("/users/ada@example.com")
    assert statements == [("SELECT", False), ("INSERT", False), ("SELECT", False)]


def test_async_endpoint_would_query_on_the_event_loop(database: None, statements: list[tuple[str, bool]]) -> None:
    blocking = FastAPI(lifespan=lifespan)

    @blocking.get("/")
    async def block(session: SessionDep) -> int:
        return len(session.scalars(select(User)).all())

    with TestClient(blocking) as client:
        del statements[:]
        assert client.get("/").json() == 0
    assert statements == [("SELECT", True)]


def test_constraint_violation_is_409_and_leaves_the_session_usable(client: TestClient) -> None:
    client.post("/users/ada@example.com")
    client.post("/users/bob@example.com")
    response = client.post("/users/bob@example.com")
    assert (response.status_code, response.json()) == (409, {"detail": {"taken_by": 2}})
    assert client.post("/users/cleo@example.com").status_code == 201
    assert [user["email"] for user in client.get("/users").json()] == [
        "ada@example.com",
        "bob@example.com",
        "cleo@example.com",
    ]


def test_session_refuses_to_work_after_an_error_until_rollback(database: None) -> None:
    careless = FastAPI(lifespan=lifespan)

    @careless.get("/")
    def go_on(session: SessionDep) -> list[str | int]:
        session.add_all([User(email="same"), User(email="same")])
        with pytest.raises(IntegrityError):
            session.flush()
        try:
            session.scalars(select(User)).all()
        except PendingRollbackError as error:
            refused = type(error).__name__
        session.rollback()
        return [refused, len(session.scalars(select(User)).all())]

    with TestClient(careless) as client:
        assert client.get("/").json() == ["PendingRollbackError", 0]


def test_session_is_not_part_of_the_documented_request() -> None:
    schema = app.openapi()
    operation = schema["paths"]["/users/{email}"]["post"]
    assert operation["parameters"] == [
        {"name": "email", "in": "path", "required": True, "schema": {"type": "string", "title": "Email"}}
    ]
    assert operation["responses"]["201"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/UserData"
    }
    assert schema["paths"]["/users"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "items": {"$ref": "#/components/schemas/UserData"},
        "type": "array",
        "title": "Response List Users Users Get",
    }
    assert schema["components"]["schemas"]["UserData"] == {
        "properties": {
            "id": {"type": "integer", "title": "Id"},
            "email": {"type": "string", "title": "Email"},
        },
        "type": "object",
        "required": ["id", "email"],
        "title": "UserData",
    }


@pytest.mark.parametrize(
    ("given", "used"),
    [
        (None, "sqlite:///app.db"),
        ("sqlite:////var/my.db", "sqlite:////var/my.db"),
        ("postgresql://me@localhost:5432/mine", "postgresql+psycopg://me@localhost:5432/mine"),
    ],
)
def test_driver_follows_from_the_database_url(given: str | None, used: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    if given is not None:
        monkeypatch.setenv("DATABASE_URL", given)
    assert str(database_url()) == used
