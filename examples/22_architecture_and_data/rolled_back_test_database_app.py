"""The app under test: it knows nothing of the tests, and commits."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, EmailStr
from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "users"

    email: Mapped[str] = mapped_column(primary_key=True)


class NewUser(BaseModel):
    email: EmailStr


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"engine": engine}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


def get_session(request: Request) -> Iterator[Session]:
    with Session(request.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/users", status_code=201)
def create_user(new: NewUser, session: SessionDep) -> NewUser:
    try:
        with session.begin():
            session.add(User(email=new.email))
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Email is taken") from error
    return new


@app.get("/users")
def list_users(session: SessionDep) -> list[str]:
    with session.begin():
        return list(session.scalars(select(User.email).order_by(User.email).limit(100)))
