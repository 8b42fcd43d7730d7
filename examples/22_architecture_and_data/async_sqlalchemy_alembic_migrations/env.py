"""What `alembic` runs: the migrations, over the app's async driver and against the app's models."""

import asyncio

from alembic import context
from async_sqlalchemy_alembic import Base, make_engine
from sqlalchemy import Connection


def migrate(connection: Connection) -> None:
    # SQLite alters a table by making it anew, which `render_as_batch` writes into new migrations.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    engine = make_engine()
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
