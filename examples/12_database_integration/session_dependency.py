# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
#
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Session per request: `Depends(get_db)` opens a session, shares it, and always closes it.

All dependencies of a request get the same session, so the endpoint commits what they add.
The `with` closes it after success and after an error. Query in the endpoint, not in a
`def` dependency, which would keep its connection while the endpoint waits for a thread.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, Field
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_engine(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    Base.metadata.create_all(engine)
    yield {"make_session": sessionmaker(engine)}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


class Base(DeclarativeBase): ...


class Name(Base):
    __tablename__ = "names"

    name: Mapped[str] = mapped_column(primary_key=True)


class NewName(BaseModel):
    name: str = Field(pattern=r"^[a-z]+$", max_length=20)


def get_db(request: Request) -> Iterator[Session]:
    with request.state.make_session() as db:
        yield db


DbDep = Annotated[Session, Depends(get_db)]


def reserve(new: NewName, db: DbDep) -> None:
    db.add(Name(name=f"{new.name}-reserved"))


@app.post("/names", status_code=201, dependencies=[Depends(reserve)])
def add_name(new: NewName, db: DbDep) -> NewName:
    db.add(Name(name=new.name))
    try:
        db.commit()
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Name is taken") from error
    return new
