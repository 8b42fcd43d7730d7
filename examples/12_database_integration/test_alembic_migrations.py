# /// script
# dependencies = ["psycopg[binary]"]
# ///
import importlib
import os
import sys
from pathlib import Path
from typing import Any

import alembic_migrations
import pytest
from alembic.config import main
from fastapi.testclient import TestClient
from sqlalchemy import CheckConstraint, Column, ForeignKey, MetaData, Table, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import Pool

SETTINGS = """
import os
from alembic_migrations import Base
target_metadata = Base.metadata
config.set_main_option("sqlalchemy.url", os.environ["DATABASE_URL"].replace("%", "%%"))
"""


def alembic(*arguments: str) -> None:
    """Run a command as in a process of its own: with the models as they are in the folder now."""
    sys.modules.pop("alembic_migrations", None)
    importlib.invalidate_caches()
    main(argv=list(arguments))


def schema() -> tuple[dict[str, list[str]], list[str | None]]:
    engine = create_engine(os.environ["DATABASE_URL"])
    database = inspect(engine)
    tables = {name: [column["name"] for column in database.get_columns(name)] for name in database.get_table_names()}
    unique = [found["name"] for found in database.get_unique_constraints("users")] if "users" in tables else []
    engine.dispose()
    tables.pop("alembic_version", None)
    return tables, unique


def test_models_are_migrated_forward_and_back(database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(alembic_migrations.__file__).read_text()
    models = tmp_path / "project" / "alembic_migrations.py"
    models.parent.mkdir()
    models.write_text(source)
    monkeypatch.chdir(models.parent)
    monkeypatch.syspath_prepend(models.parent)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    alembic("init", "migrations")
    environment = models.parent / "migrations" / "env.py"
    environment.write_text(environment.read_text().replace("target_metadata = None", SETTINGS))

    with TestClient(alembic_migrations.app) as client:
        alembic("revision", "--autogenerate", "-m", "create users")
        assert schema() == ({}, [])
        with pytest.raises(DatabaseError):
            client.get("/users")
        alembic("upgrade", "head")
        assert schema() == ({"users": ["id", "email"]}, ["uq_users_email"])
        alembic("check")
        with client.app_state["engine"].begin() as connection:
            for number in range(100, 201):
                connection.execute(text("INSERT INTO users (email) VALUES (:email)"), {"email": str(number)})
        assert client.get("/users").json() == [str(number) for number in range(100, 200)]

        column = "    email: Mapped[str] = mapped_column(unique=True)\n"
        models.write_text(source.replace(column, column + "    nickname: Mapped[str | None]\n"))
        alembic("revision", "--autogenerate", "-m", "add nickname")
        alembic("upgrade", "head")
        assert schema() == ({"users": ["id", "email", "nickname"]}, ["uq_users_email"])
        alembic("downgrade", "-1")
        assert schema() == ({"users": ["id", "email"]}, ["uq_users_email"])
        assert len(client.get("/users").json()) == 100
    alembic("downgrade", "base")
    assert schema() == ({}, [])


def test_convention_names_every_kind_of_constraint() -> None:
    metadata = MetaData(naming_convention=alembic_migrations.Base.metadata.naming_convention)
    Table("teams", metadata, Column("id", primary_key=True))
    check = CheckConstraint("id > 0", name="positive")
    columns: list[Column[Any]] = [
        Column("id", primary_key=True),
        Column("email", unique=True),
        Column("nickname", index=True),
    ]
    members = Table("members", metadata, *columns, Column("team", ForeignKey("teams.id")), check)
    names = {"pk_members", "uq_members_email", "fk_members_team", "ck_members_positive"}
    assert {str(constraint.name) for constraint in members.constraints} == names
    assert [index.name for index in members.indexes] == ["ix_members_nickname"]


def test_connections_are_closed_with_the_app(database: None) -> None:
    steps: list[str] = []
    event.listen(Pool, "connect", lambda *arguments: steps.append("open"))
    event.listen(Pool, "close", lambda *arguments: steps.append("close"))
    with TestClient(alembic_migrations.app) as client:
        client.app_state["engine"].connect().close()
    assert steps.count("close") >= steps.count("open") > 0
