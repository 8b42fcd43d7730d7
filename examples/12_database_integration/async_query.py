# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Querying in the 2.0 style: `select` with a filter, an order, pages, and a relationship.

`await session.execute(...)` gives rows, `scalars()` the objects in them. Reading an
attribute cannot be awaited, so load relationships with the query: `selectinload` takes one
more statement for the whole page. Order by something unique, or pages overlap.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request
from pydantic import BaseModel
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"make_session": async_sessionmaker(engine)}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list["Book"]] = relationship(order_by="Book.year")


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    title: Mapped[str]
    year: Mapped[int]


class BookOut(BaseModel):
    title: str
    year: int


class AuthorOut(BaseModel):
    name: str
    books: list[BookOut]


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.make_session() as session:
        yield session


@app.get("/authors", response_model=list[AuthorOut])
async def list_authors(
    session: Annotated[AsyncSession, Depends(get_session)],
    prefix: Annotated[str, Query(pattern=r"^[^\x00]*$", max_length=50)] = "",
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 100,
) -> Sequence[Author]:
    query = select(Author).where(Author.name.startswith(prefix, autoescape=True))
    query = query.order_by(Author.name, Author.id).offset(offset).limit(limit)
    result = await session.execute(query.options(selectinload(Author.books)))
    return result.scalars().all()
