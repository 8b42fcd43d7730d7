# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "alembic",
#     "psycopg[binary]",
#     "sqlalchemy",
# ]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Alembic migrations: models whose metadata Alembic compares with the database to write the next step.

`alembic init migrations` writes an `env.py`, which then needs the models instead of `target_metadata = None`:

    from alembic_migrations import Base, database_url
    target_metadata = Base.metadata
    config.set_main_option("sqlalchemy.url", database_url().replace("%", "%%"))

`alembic revision --autogenerate -m "..."` writes a step, to be read before `alembic upgrade head` runs it. The app
leaves the tables to Alembic and never calls `create_all`. A model in a module that `env.py` does not import looks like
a table to be dropped.

A naming convention gives each constraint a name, without which a later step cannot drop it; a check has to bring a part
of its own. A convention replaces the default one, so it names indexes too.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from sqlalchemy import MetaData, create_engine, make_url, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


def database_url() -> str:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()]).render_as_string(hide_password=False)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, sessionmaker[Session]]]:
    engine = create_engine(database_url())
    yield {"make_session": sessionmaker(engine)}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users")
def list_users(request: Request) -> list[str]:
    with request.state.make_session() as session:
        return list(session.scalars(select(User.email).order_by(User.email)))
