# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Async session: one `AsyncSession` per request, from an engine that lives with the app.

`expire_on_commit=False` keeps objects readable after a commit; without it, reading one
would query where nothing can be awaited. `session.begin()` commits, or rolls back on an
error. Install `sqlalchemy[asyncio]`: plain `sqlalchemy` may come without greenlet.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, EmailStr
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"make_session": async_sessionmaker(engine, expire_on_commit=False)}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


class UserOut(BaseModel):
    id: int
    email: EmailStr


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.make_session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.post("/users", status_code=201, response_model=UserOut)
async def create_user(email: Annotated[EmailStr, Body(embed=True)], session: SessionDep) -> User:
    user = User(email=email)
    try:
        async with session.begin():
            session.add(user)
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
    return user


@app.get("/users", response_model=list[UserOut])
async def list_users(session: SessionDep) -> Sequence[User]:
    return (await session.scalars(select(User).order_by(User.id).limit(100))).all()
