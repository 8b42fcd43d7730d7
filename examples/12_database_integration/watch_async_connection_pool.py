"""Around a pool: kinds of pools, their options, and what they say of themselves."""

import asyncio
import os
from typing import Any

from async_connection_pool import app, lifespan
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool, StaticPool


def watch_kinds_of_pools(async_database: None) -> object:
    kinds: list[str] = []
    for url, options in (
        (os.environ["DATABASE_URL"], {}),
        (os.environ["DATABASE_URL"], {"poolclass": NullPool}),
        ("sqlite+aiosqlite://", {}),
        ("sqlite+aiosqlite://", {"poolclass": StaticPool}),
        ("sqlite+aiosqlite://", {"pool_size": 2, "max_overflow": 1}),
    ):
        given: dict[str, Any] = dict(options)
        try:
            kinds.append(type(create_async_engine(url, **given).pool).__name__)
        except Exception as error:
            kinds.append(f"{type(error).__name__}: {str(error)[:60]}")
    return kinds


def watch_pool_that_is_exhausted(async_database: None) -> object:
    async def run() -> object:
        engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=1, pool_timeout=0)
        async with engine.connect(), engine.connect():
            try:
                await engine.connect()
            except Exception as error:
                return type(error).__name__, str(error).split(",")[0], getattr(error, "code", None)
        await engine.dispose()
        return "a third connection"

    return asyncio.run(run())


def watch_counts_of_the_pool(async_database: None) -> object:
    async def run() -> object:
        async with lifespan(app) as state:
            pool = state["engine"].pool
            counts = [[pool.size(), pool.checkedin(), pool.checkedout(), pool.timeout()]]
            async with state["engine"].connect() as connection:
                await connection.execute(text("SELECT 1"))
                counts.append([pool.size(), pool.checkedin(), pool.checkedout(), pool.timeout()])
            counts.append([pool.size(), pool.checkedin(), pool.checkedout(), pool.timeout()])
            return counts

    return asyncio.run(run())


def watch_order_in_which_connections_are_reused(async_database: None) -> object:
    async def run(lifo: bool) -> object:
        engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=2, pool_use_lifo=lifo)
        connections = [await engine.connect() for _ in range(2)]
        raw = [(await connection.get_raw_connection()).driver_connection for connection in connections]
        for connection in connections:
            await connection.close()
        async with engine.connect() as connection:
            again = raw.index((await connection.get_raw_connection()).driver_connection)
        await engine.dispose()
        return again

    return [asyncio.run(run(lifo)) for lifo in (False, True)]


def watch_health_in_the_document() -> object:
    return app.openapi()["paths"]["/health"]["get"]["responses"]
