# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Sync session: `def` endpoints with a `Session` per request.

`def` endpoints run in threads, so a slow query holds up nobody else. `session.begin()`
commits, or rolls back on an error, and gives the connection back before FastAPI needs
another thread for the response. Without it all threads can end up waiting for connections.
"""

import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, EmailStr
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine, expire_on_commit=False)}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


class UserOut(BaseModel):
    id: int
    email: EmailStr


def get_session(request: Request) -> Iterator[Session]:
    with request.state.make_session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/users", status_code=201, response_model=UserOut)
def create_user(email: Annotated[EmailStr, Body(embed=True)], session: SessionDep) -> User:
    user = User(email=email)
    try:
        with session.begin():
            session.add(user)
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
    return user


@app.get("/users", response_model=list[UserOut])
def list_users(session: SessionDep) -> Sequence[User]:
    with session.begin():
        return session.scalars(select(User).order_by(User.id).limit(100)).all()
