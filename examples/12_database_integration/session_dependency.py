# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "psycopg[binary]",
#     "sqlalchemy",
# ]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Session per request: `Depends(get_db)` opens one session, shares it in the request, and always closes it.

Within a request FastAPI calls `get_db` once and gives everyone the same session, so an object that one dependency has
loaded can be changed and committed by the endpoint. The `with` closes the session on success and on error and gives its
connection back to the pool; without it, or `try` and `finally`, an error would keep the connection.

A dependency sees the exceptions of the endpoint at its `yield`. Since FastAPI 0.110 it has to let them pass: one that
it swallows becomes a 500.

A connection that a `def` dependency took stays taken while the endpoint waits for a thread of the pool; under heavy
load query in the endpoint, or use the async session.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Base(DeclarativeBase): ...


class Book(Base):
    __tablename__ = "books"

    isbn: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]


def database_url() -> URL:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, sessionmaker[Session]]]:
    engine = create_engine(database_url())
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine)}
    engine.dispose()


def get_db(request: Request) -> Iterator[Session]:
    with request.state.make_session() as db:
        yield db


def find_book(isbn: str, db: Annotated[Session, Depends(get_db)]) -> Book:
    book = db.get(Book, isbn)
    if book is None:
        raise HTTPException(status_code=404, detail="No such book")
    return book


app = FastAPI(lifespan=lifespan)


@app.post("/books/{isbn}", status_code=201)
def add_book(isbn: str, title: str, db: Annotated[Session, Depends(get_db)]) -> None:
    db.add(Book(isbn=isbn, title=title))
    db.commit()


@app.put("/books/{isbn}")
def rename_book(
    title: str, book: Annotated[Book, Depends(find_book)], db: Annotated[Session, Depends(get_db)]
) -> dict[str, str]:
    book.title = title
    db.commit()
    return {"isbn": book.isbn, "title": book.title}
