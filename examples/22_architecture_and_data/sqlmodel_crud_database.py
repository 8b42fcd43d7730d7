"""The engine lives with the app; each request has a session that commits before the response is sent."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///app.db"))
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield {"engine": engine}
    await engine.dispose()


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    try:
        async with AsyncSession(request.state.engine) as session, session.begin():
            yield session
    except StaleDataError as error:
        raise HTTPException(status_code=409, detail="Deleted meanwhile") from error


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
