"""Around async migrations: what the commands print, what a check sees, and SQL that is only printed."""

import io
from contextlib import redirect_stdout
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from async_sqlalchemy_alembic import Base, app
from sqlalchemy import Column, String, Table

SETTINGS = str(Path(__file__).with_name("async_sqlalchemy_alembic.ini"))


def config() -> tuple[Config, io.StringIO]:
    printed = io.StringIO()
    return Config(SETTINGS, stdout=printed), printed


def watch_openapi() -> object:
    return app.openapi()["paths"]


def watch_history_and_heads() -> object:
    told = []
    for run in (command.history, command.heads):
        settings, printed = config()
        run(settings)
        told.append(printed.getvalue())
    return told


def watch_current_before_and_after(async_database: None) -> object:
    told = []
    for revision in ("base", "4f1c2a9b7e10", "head"):
        settings, printed = config()
        command.upgrade(settings, revision)
        command.current(settings)
        told.append(printed.getvalue())
    return told


def watch_check_of_a_model_without_a_migration(async_database: None) -> object:
    settings, _ = config()
    command.upgrade(settings, "head")
    table = Table("teams", Base.metadata, Column("name", String, primary_key=True))
    try:
        command.check(settings)
    except Exception as error:
        return type(error).__name__, str(error)[:60]
    finally:
        Base.metadata.remove(table)
    return "nothing to do"


def watch_unknown_revision(async_database: None) -> object:
    settings, _ = config()
    try:
        command.upgrade(settings, "nothing")
    except Exception as error:
        return type(error).__name__, str(error)
    return "upgraded"


def watch_migrations_that_a_folder_has() -> object:
    folder = ScriptDirectory.from_config(config()[0])
    return [[step.revision, step.down_revision, step.doc] for step in folder.walk_revisions()]


def watch_printed_answers_of_a_check(async_database: None) -> object:
    settings, _ = config()
    command.upgrade(settings, "head")
    with redirect_stdout(io.StringIO()) as printed:
        command.check(settings)
    return printed.getvalue()
