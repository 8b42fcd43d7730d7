# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Querying in the 2.0 style: `select` with a filter, an order, pages, a relationship.

Lazy loading of `author.books` fails, because an attribute cannot be awaited.
`selectinload` loads the books of the whole page in one statement. A page starts after
the last name of the one before: an offset skips or repeats rows if others are inserted.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query, Request
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


class Base(DeclarativeBase): ...


class Author(Base):
    __tablename__ = "authors"
    name: Mapped[str] = mapped_column(primary_key=True)
    books: Mapped[list["Book"]] = relationship(order_by="Book.title")


class Book(Base):
    __tablename__ = "books"
    title: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(ForeignKey("authors.name"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, AsyncEngine]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"engine": engine}
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/authors")
async def list_authors(
    request: Request, after: Annotated[str, Query(pattern=r"^[^\x00]*$", max_length=50)] = ""
) -> dict[str, list[str]]:
    query = select(Author).where(Author.name > after).order_by(Author.name).limit(20)
    async with AsyncSession(request.state.engine) as session:
        result = await session.execute(query.options(selectinload(Author.books)))
        return {author.name: [book.title for book in author.books] for author in result.scalars()}
