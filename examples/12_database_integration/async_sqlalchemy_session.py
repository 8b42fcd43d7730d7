# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Async session: one `AsyncSession` per request, on an engine that lives with the app.

`expire_on_commit=False` keeps objects readable after a commit: reading an attribute
would otherwise need a query that cannot be awaited. `session.begin()` commits, or rolls
back on an error. Plain `sqlalchemy`, without `[asyncio]`, may lack greenlet.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Request
from pydantic import EmailStr
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"make_session": async_sessionmaker(engine, expire_on_commit=False)}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.make_session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.post("/users", status_code=201)
async def create_user(email: Annotated[EmailStr, Body(embed=True)], session: SessionDep) -> dict[str, int]:
    user = User(email=email)
    async with session.begin():
        session.add(user)
    return {"id": user.id}
