# /// script
# dependencies = ["psycopg[binary]"]
# ///
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.config import main
from async_sqlalchemy_alembic import Base, app, make_engine
from fastapi.testclient import TestClient
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

SETTINGS = str(Path(__file__).with_name("async_sqlalchemy_alembic.ini"))
ADA = {"email": "ada@example.com"}


def alembic(*arguments: str) -> None:
    main(argv=["-c", SETTINGS, *arguments])


def in_database(work: Callable[[Any], Any]) -> Any:
    """What a function of a sync connection returns."""

    async def run() -> Any:
        engine = make_engine()
        async with engine.begin() as connection:
            found = await connection.run_sync(work)
        await engine.dispose()
        return found

    with TestClient(app) as client:
        assert client.portal is not None
        return client.portal.call(run)


def rows() -> list[tuple[Any, ...]]:
    query = text("SELECT id, email, nickname FROM users ORDER BY id")
    return in_database(lambda connection: [tuple(row) for row in connection.execute(query)])  # type: ignore[no-any-return]


@pytest.mark.usefixtures("async_database")
def test_app_works_on_the_migrated_database_and_nothing_is_left_to_migrate() -> None:
    assert in_database(lambda connection: inspect(connection).get_table_names()) == []
    alembic("upgrade", "head")
    with TestClient(app) as client:
        status = client.post("/users", json=ADA).status_code
    assert (status, rows()) == (204, [(1, "ada@example.com", "")])
    alembic("check")
    assert "uq_users_email" in {constraint.name for constraint in Base.metadata.tables["users"].constraints}


@pytest.mark.usefixtures("async_database")
def test_each_step_goes_forward_and_back_with_its_data() -> None:
    alembic("upgrade", "4f1c2a9b7e10")
    in_database(
        lambda connection: connection.execute(text("INSERT INTO users (email) VALUES ('bob@example.com')")).rowcount
    )
    alembic("upgrade", "head")
    assert rows() == [(1, "bob@example.com", "")]
    alembic("downgrade", "-1")
    with pytest.raises(DatabaseError):
        rows()
    alembic("downgrade", "base")
    assert in_database(lambda connection: inspect(connection).get_table_names()) == ["alembic_version"]


@pytest.mark.usefixtures("async_database")
def test_taken_address_is_a_409_also_for_many_at_once() -> None:
    alembic("upgrade", "head")
    with TestClient(app) as client, ThreadPoolExecutor(40) as callers:
        codes = list(callers.map(lambda number: client.post("/users", json=ADA).status_code, range(40)))
        assert sorted(codes) == [204] + [409] * 39
        assert client.post("/users", json=ADA).json() == {"detail": "Email is taken"}


def test_wrong_address_is_a_422() -> None:
    assert TestClient(app).post("/users", json={"email": "ada"}).status_code == 422
