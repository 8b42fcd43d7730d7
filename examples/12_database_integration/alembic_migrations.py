# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "alembic", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Alembic migrations: generate each schema change by comparing models and database.

Run `alembic init migrations`, and in its `env.py` set `target_metadata = Base.metadata`
and the URL. Then `alembic revision --autogenerate -m "create users"` writes a migration
for you to review, and `alembic upgrade head` runs it. The app itself creates no tables.
Name constraints by a convention, or a later migration cannot drop them.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    yield {"engine": engine}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/users")
def list_users(request: Request) -> list[str]:
    with Session(request.state.engine) as session:
        return list(session.scalars(select(User.email).order_by(User.email).limit(100)))
