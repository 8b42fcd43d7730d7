# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Sync session: `def` endpoints with a `Session` per request.

`def` endpoints run in threads, so a slow query blocks no other request. Commit before
you return: the response needs a thread, and all may be waiting for this connection.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, HTTPException, Request
from pydantic import EmailStr
from sqlalchemy import create_engine, exc
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine, expire_on_commit=False)}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


def get_session(request: Request) -> Iterator[Session]:
    with request.state.make_session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/users", status_code=201)
def create_user(email: Annotated[EmailStr, Body(embed=True)], session: SessionDep) -> dict[str, int]:
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except exc.IntegrityError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
    return {"id": user.id}
