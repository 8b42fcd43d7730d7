import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import alembic_migrations
import pytest
from alembic.config import Config
from alembic_migrations import NAMES, app, database_url
from fastapi.testclient import TestClient
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import CompileError, DatabaseError, InvalidRequestError
from sqlalchemy.schema import CreateIndex, CreateSchema, DropSchema

PATIENCE = 60


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new SQLite file, or a schema of its own in the PostgreSQL that DATABASE_URL names."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        given = make_url(os.environ.get("DATABASE_URL", "sqlite://"))
        if given.get_backend_name() == "sqlite":
            monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}")
            yield
            return
        schema = f"example_{uuid4().hex}"
        url = given.update_query_dict({"options": f"-csearch_path={schema}"})
        monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
        server = create_engine(given.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(CreateSchema(schema))
        try:
            yield
        finally:
            with server.connect() as connection:
                connection.execute(DropSchema(schema, cascade=True))
            server.dispose()


class Step(NamedTuple):
    """What the database holds after a command, and what the app answers over it."""

    tables: dict[str, list[str]]
    unique: list[str | None]
    revision: list[str]
    answer: Any
    steps: int


class Project:
    """A folder with the models and the migrations, in which Alembic's commands are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = folder / "alembic_migrations.py"
        self.models.write_text(Path(alembic_migrations.__file__).read_text())

    def alembic(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def use_the_models(self) -> None:
        env = self.folder / "migrations" / "env.py"
        env.write_text(
            env.read_text().replace(
                "target_metadata = None",
                "from alembic_migrations import Base, database_url\n"
                "target_metadata = Base.metadata\n"
                'config.set_main_option("sqlalchemy.url", database_url().replace("%", "%%"))',
            )
        )

    def add_users(self, *emails: str) -> None:
        engine = create_engine(database_url())
        with engine.begin() as connection:
            for email in emails:
                connection.execute(text("INSERT INTO users (email) VALUES (:email)"), {"email": email})
        engine.dispose()

    def look(self) -> Step:
        engine = create_engine(database_url())
        database = inspect(engine)
        tables = {
            name: [column["name"] for column in database.get_columns(name)] for name in database.get_table_names()
        }
        unique = [found["name"] for found in database.get_unique_constraints("users")] if "users" in tables else []
        with engine.connect() as connection:
            revision = list(connection.scalars(text("SELECT version_num FROM alembic_version")))
        engine.dispose()
        with TestClient(app) as client:
            try:
                answer = client.get("/users").json()
            except DatabaseError as error:
                answer = type(error).__name__
        return Step(tables, unique, revision, answer, len(list((self.folder / "migrations" / "versions").glob("*.py"))))


@pytest.fixture(scope="module")
def history(database: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was found after each of the commands, run one after the other."""
    project = Project(tmp_path_factory.mktemp("project"))
    found: dict[str, Any] = {}
    project.alembic("init", "migrations")
    found["files"] = sorted(path.name for path in project.folder.rglob("*") if path.is_file())
    project.use_the_models()
    project.alembic("revision", "--autogenerate", "-m", "create users", "--rev-id", "first")
    found["written"] = project.look()
    found["first file"] = (project.folder / "migrations" / "versions" / "first_create_users.py").read_text()
    project.alembic("upgrade", "head")
    found["upgraded"] = project.look()
    project.add_users("bob", "ada")
    found["unchanged"] = project.alembic("check")
    email = "    email: Mapped[str] = mapped_column(unique=True)\n"
    models = project.models.read_text()
    assert email in models
    nickname = "    nickname: Mapped[str | None] = mapped_column(index=True)\n"
    project.models.write_text(models.replace(email, email + nickname))
    project.alembic("revision", "--autogenerate", "-m", "add nickname", "--rev-id", "second")
    project.alembic("upgrade", "head")
    found["changed"] = project.look()
    found["second file"] = (project.folder / "migrations" / "versions" / "second_add_nickname.py").read_text()
    project.alembic("downgrade", "-1")
    found["back one"] = project.look()
    project.alembic("downgrade", "base")
    found["back to the start"] = project.look()
    return found


def operations(source: str, function: str) -> list[str]:
    """The calls that Alembic wrote into a function, without blanks."""
    body = source.split(f"def {function}() -> None:")[1].split("# ### end")[0]
    return ["".join(call.split()) for call in body.split("op.")[1:]]


def test_init_writes_the_environment(history: dict[str, Any]) -> None:
    assert history["files"] == ["README", "alembic.ini", "alembic_migrations.py", "env.py", "script.py.mako"]


def test_autogenerate_writes_a_revision_and_changes_no_table(history: dict[str, Any]) -> None:
    assert history["written"].tables == {"alembic_version": ["version_num"]}
    assert (history["written"].revision, history["written"].steps) == ([], 1)
    assert operations(history["first file"], "upgrade") == [
        "create_table('users',sa.Column('id',sa.Integer(),nullable=False),"
        "sa.Column('email',sa.String(),nullable=False),"
        "sa.PrimaryKeyConstraint('id',name=",
        "f('pk_users')),sa.UniqueConstraint('email',name=",
        "f('uq_users_email')))",
    ]
    assert operations(history["first file"], "downgrade") == ["drop_table('users')"]


def test_app_fails_before_the_migration_and_works_after_it(history: dict[str, Any]) -> None:
    assert history["written"].answer in {"OperationalError", "ProgrammingError"}
    assert history["upgraded"].answer == []


def test_upgrade_head_creates_the_table_with_named_constraints(history: dict[str, Any]) -> None:
    assert history["upgraded"].tables == {"alembic_version": ["version_num"], "users": ["id", "email"]}
    assert history["upgraded"].unique == ["uq_users_email"]
    assert history["upgraded"].revision == ["first"]


def test_naming_convention_names_every_kind_of_constraint() -> None:
    metadata = MetaData(naming_convention=NAMES)
    Table("teams", metadata, Column("id", Integer, primary_key=True))
    members = Table(
        "members",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("email", String, unique=True),
        Column("nickname", String, index=True),
        Column("team", ForeignKey("teams.id")),
        CheckConstraint("id > 0", name="positive"),
    )
    assert {str(constraint.name) for constraint in members.constraints} == {
        "pk_members",
        "uq_members_email",
        "fk_members_team",
        "ck_members_positive",
    }
    assert [index.name for index in members.indexes] == ["ix_members_nickname"]


def test_check_without_a_part_of_its_own_is_refused() -> None:
    with pytest.raises(InvalidRequestError, match="requires that constraint is explicitly named"):
        Table("members", MetaData(naming_convention=NAMES), Column("id", Integer), CheckConstraint("id > 0"))


def test_convention_without_indexes_leaves_an_index_without_a_name() -> None:
    without = {kind: pattern for kind, pattern in NAMES.items() if kind != "ix"}
    table = Table("members", MetaData(naming_convention=without), Column("id", Integer, index=True))
    (index,) = table.indexes
    assert index.name is None
    with pytest.raises(CompileError, match="requires that the index have a name"):
        CreateIndex(index).compile()


def test_check_finds_nothing_to_do_after_the_upgrade(history: dict[str, Any]) -> None:
    assert "No new upgrade operations detected." in history["unchanged"]


def test_changed_model_gives_a_second_revision(history: dict[str, Any]) -> None:
    assert operations(history["second file"], "upgrade") == [
        "add_column('users',sa.Column('nickname',sa.String(),nullable=True))",
        "create_index(",
        "f('ix_users_nickname'),'users',['nickname'],unique=False)",
    ]
    assert operations(history["second file"], "downgrade") == [
        "drop_index(",
        "f('ix_users_nickname'),table_name='users')",
        "drop_column('users','nickname')",
    ]
    assert history["changed"].tables == {"alembic_version": ["version_num"], "users": ["id", "email", "nickname"]}
    assert (history["changed"].revision, history["changed"].steps) == (["second"], 2)
    assert "Revision ID: second\nRevises: first\n" in history["second file"]


def test_rows_outlive_the_migrations(history: dict[str, Any]) -> None:
    assert history["changed"].answer == ["ada", "bob"]
    assert history["back one"].answer == ["ada", "bob"]


def test_downgrade_takes_back_one_step(history: dict[str, Any]) -> None:
    assert history["back one"].tables == {"alembic_version": ["version_num"], "users": ["id", "email"]}
    assert history["back one"].unique == ["uq_users_email"]
    assert history["back one"].revision == ["first"]


def test_downgrade_to_base_leaves_no_table_of_the_models(history: dict[str, Any]) -> None:
    assert history["back to the start"].tables == {"alembic_version": ["version_num"]}
    assert (history["back to the start"].revision, history["back to the start"].steps) == ([], 2)


def test_percent_sign_in_the_url_has_to_be_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config()
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:a%40b@localhost/db")
    with pytest.raises(ValueError, match="invalid interpolation syntax"):
        config.set_main_option("sqlalchemy.url", database_url())
    config.set_main_option("sqlalchemy.url", database_url().replace("%", "%%"))
    assert config.get_main_option("sqlalchemy.url") == "postgresql+psycopg://me:a%40b@localhost/db"


def test_users_are_documented() -> None:
    assert app.openapi()["paths"]["/users"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "items": {"type": "string"},
        "type": "array",
        "title": "Response List Users Users Get",
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
    assert database_url() == used
