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
"""Sync session: `def` endpoints with a `Session` per request.

FastAPI runs `def` endpoints and `def` dependencies in its thread pool, so a query that blocks holds up nobody else. The
same code in an `async def` endpoint would stop the event loop. A session is not safe to share between threads, but its
dependency and its endpoint use it one after the other.

After an error of the database the session refuses to work until `rollback`.
"""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import URL, create_engine, make_url, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


class UserData(BaseModel):
    id: int
    email: str


def database_url() -> URL:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, sessionmaker[Session]]]:
    engine = create_engine(database_url())
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine)}
    engine.dispose()


def get_session(request: Request) -> Iterator[Session]:
    with request.state.make_session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


@app.post("/users/{email}", status_code=201, response_model=UserData)
def create_user(email: str, session: SessionDep) -> User:
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        existing = session.scalars(select(User).where(User.email == email)).one()
        raise HTTPException(status_code=409, detail={"taken_by": existing.id}) from error
    return user


@app.get("/users", response_model=list[UserData])
def list_users(session: SessionDep) -> Sequence[User]:
    return session.scalars(select(User).order_by(User.id)).all()
