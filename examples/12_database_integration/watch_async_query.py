"""Around a query: relationships that were not loaded, other loaders, pages, and parameters out of bounds."""

import asyncio
import gc
import os
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

from async_query import Author, Base, Book, app
from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import joinedload, raiseload, selectinload


def with_session(use: Callable[[AsyncSession], Awaitable[object]]) -> object:
    async def run() -> object:
        engine = create_async_engine(os.environ["DATABASE_URL"])
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncSession(engine) as session:
            session.add(Author(name="Zola", books=[Book(title="Nana"), Book(title="Germinal")]))
            session.add(Author(name="Abe"))
            await session.commit()
            session.expunge_all()
            try:
                return await use(session)
            except Exception as error:
                return f"{type(error).__name__}: {str(error).splitlines()[0][:120]}"
            finally:
                await session.close()
                await engine.dispose()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = asyncio.run(run())
        gc.collect()
    return result


def watch_relationship_that_was_not_loaded(async_database: None) -> object:
    async def use(session: AsyncSession) -> object:
        author = (await session.scalars(select(Author).order_by(Author.name.desc()))).first()
        return [book.title for book in author.books] if author else None

    return with_session(use)


def watch_loaders(async_database: None) -> object:
    async def use(session: AsyncSession) -> object:
        found: list[object] = []
        for loader in (selectinload(Author.books), joinedload(Author.books), raiseload(Author.books)):
            session.expunge_all()
            result = await session.scalars(select(Author).order_by(Author.name.desc()).options(loader))
            try:
                found.append([[book.title for book in author.books] for author in result.unique()])
            except Exception as error:
                found.append(type(error).__name__)
        return found

    return with_session(use)


def watch_joined_rows_without_unique(async_database: None) -> object:
    async def use(session: AsyncSession) -> object:
        return len((await session.scalars(select(Author).options(joinedload(Author.books)))).all())

    return with_session(use)


def watch_rows_scalars_and_tuples(async_database: None) -> object:
    async def use(session: AsyncSession) -> object:
        rows = (
            await session.execute(select(Author.name, func.count(Book.title)).outerjoin(Book).group_by(Author.name))
        ).all()
        names = (await session.scalars(select(Author.name).order_by(Author.name))).all()
        return sorted([list(row) for row in rows]), list(names), type(rows[0]).__name__

    return with_session(use)


def watch_parameters_out_of_bounds(async_database: None) -> object:
    with TestClient(app) as client:
        queries = ["after=%00", "after=a%00b", f"after={'a' * 51}", "after=%ff", "after=a&after=b", "after="]
        return [client.get(f"/authors?{query}").text for query in queries]


def watch_parameters_in_the_document() -> object:
    return app.openapi()["paths"]["/authors"]["get"]["parameters"]


def watch_filter_without_escaping(async_database: None) -> object:
    async def use(session: AsyncSession) -> object:
        found: list[Any] = []
        for condition in (Author.name.startswith("%"), Author.name.startswith("%", autoescape=True)):
            found.append(list(await session.scalars(select(Author.name).where(condition).order_by(Author.name))))
        return found

    return with_session(use)
