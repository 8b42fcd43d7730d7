# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "alembic", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Async SQLAlchemy with Alembic in one project: migrations create the tables that the app uses.

Run `alembic -c async_sqlalchemy_alembic.ini upgrade head` once before the servers
start. `async_sqlalchemy_alembic_migrations/env.py` takes the engine and the models from
here. In CI, `alembic check` finds a change of the models that no migration makes.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, FastAPI, HTTPException, Request
from pydantic import EmailStr
from sqlalchemy import MetaData
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


def make_engine() -> AsyncEngine:
    return create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = make_engine()
    yield {"make_session": async_sessionmaker(engine)}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"uq": "uq_%(table_name)s_%(column_0_name)s"})


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    nickname: Mapped[str] = mapped_column(server_default="")


@app.post("/users", status_code=204)
async def create_user(email: Annotated[EmailStr, Body(embed=True)], request: Request) -> None:
    try:
        async with request.state.make_session.begin() as session:
            session.add(User(email=email))
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
