# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Session per request: `Depends(get_db)` opens a session, shares it, and closes it.

All dependencies of a request get the same session, so the endpoint commits what they
add. The `with` closes it after success and after an error. Query in the endpoint: a
`def` dependency that queries holds a connection while the endpoint waits for a thread.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, Request
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase): ...


class Entry(Base):
    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine)}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


def get_db(request: Request) -> Iterator[Session]:
    with request.state.make_session() as db:
        yield db


DbDep = Annotated[Session, Depends(get_db)]


def log_user(user: Annotated[str, Body(pattern="^[a-z]+$", max_length=20)], db: DbDep) -> None:
    db.add(Entry(text=f"written by {user}"))


@app.post("/entries", status_code=201, dependencies=[Depends(log_user)])
def add_entry(text: Annotated[str, Body(pattern=r"^[^\x00]+$", max_length=500)], db: DbDep) -> None:
    db.add(Entry(text=text))
    db.commit()
