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
"""Async session: one `AsyncSession` per request, from an engine that lives as long as the app.

`expire_on_commit=False` is needed: a commit would otherwise expire the objects, and reading one afterwards would mean a
query where none can be awaited. Leaving the `async with` rolls back what was not committed. Commit in the endpoint,
since what follows the `yield` of a dependency runs after the response has been sent.

Ask for `sqlalchemy[asyncio]`: plain `sqlalchemy` brings greenlet only on some platforms, and since 2.1 not at all.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy import URL, CheckConstraint, make_url, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


class Base(DeclarativeBase): ...


class Account(Base):
    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("balance >= 0"),)

    name: Mapped[str] = mapped_column(primary_key=True)
    balance: Mapped[int]


class AccountData(BaseModel):
    name: str
    balance: int = Field(ge=0)


def database_url() -> URL:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    return url.set(drivername=DRIVERS[url.get_backend_name()])


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, async_sessionmaker[AsyncSession]]]:
    engine = create_async_engine(database_url())
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield {"make_session": async_sessionmaker(engine, expire_on_commit=False)}
    await engine.dispose()


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.state.make_session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]
app = FastAPI(lifespan=lifespan)


@app.post("/accounts", status_code=201, response_model=AccountData)
async def open_account(data: AccountData, session: Session) -> Account:
    account = Account(name=data.name, balance=data.balance)
    session.add(account)
    try:
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Name is taken") from error
    return account


@app.get("/accounts/{name}", response_model=AccountData | None)
async def read_account(name: str, session: Session) -> Account | None:
    return await session.get(Account, name)


@app.post("/accounts/{source}/transfers", status_code=204)
async def transfer(source: str, target: str, amount: Annotated[int, Query(gt=0)], session: Session) -> None:
    try:
        for name, change in ((target, amount), (source, -amount)):
            change_balance = update(Account).where(Account.name == name).values(balance=Account.balance + change)
            if await session.scalar(change_balance.returning(Account.name)) is None:
                raise HTTPException(status_code=404, detail="No such account")
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(status_code=409, detail="Not enough money") from error
