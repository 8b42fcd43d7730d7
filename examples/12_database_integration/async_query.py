# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "aiosqlite",
#     "psycopg[binary]",
#     "sqlalchemy[asyncio]",
# ]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Querying in the 2.0 style: `select` with `where`, `order_by` and pagination, and a relationship loaded with it.

`await session.execute(...)` gives rows and `scalars()` the objects in them; `session.query` does not exist on an
`AsyncSession`. A relationship cannot be loaded lazily here, since reading an attribute cannot be awaited: name it in
`selectinload`, which makes one more statement for all objects of the page. Pages need an order that leaves no ties.
"""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Query, Request
from pydantic import BaseModel
from sqlalchemy import URL, ForeignKey, make_url, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


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


class BookData(BaseModel):
    title: str
    year: int


class AuthorData(BaseModel):
    name: str
    books: list[BookData]


def database_url() -> URL:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, async_sessionmaker[AsyncSession]]]:
    engine = create_async_engine(database_url())
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"make_session": async_sessionmaker(engine)}
    await engine.dispose()


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.make_session() as session:
        yield session


app = FastAPI(lifespan=lifespan)


@app.get("/authors", response_model=list[AuthorData])
async def list_authors(
    session: Annotated[AsyncSession, Depends(get_session)],
    prefix: str = "",
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 2,
) -> Sequence[Author]:
    query = select(Author).where(Author.name.startswith(prefix, autoescape=True))
    query = query.order_by(Author.name, Author.id).offset(offset).limit(limit).options(selectinload(Author.books))
    result = await session.execute(query)
    return result.scalars().all()
