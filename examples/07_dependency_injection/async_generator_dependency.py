# /// script
# requires-python = ">=3.11"
# dependencies = ["aiosqlite", "fastapi[standard]"]
# ///
"""Async generator dependency: open a resource with `async with` and pass it to the endpoint.

The connection is closed even if the endpoint raises. That happens after the response
has been sent, so commit in the endpoint, where a failure can still change the response.
Since FastAPI 0.121, `Depends(get_db, scope="function")` closes it before the response
is sent.
"""

from collections.abc import AsyncIterator
from typing import Annotated

import aiosqlite
from fastapi import Body, Depends, FastAPI

app = FastAPI()


async def get_db() -> AsyncIterator[aiosqlite.Connection]:
    async with aiosqlite.connect("app.db", timeout=30) as db:
        await db.execute("CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL)")
        yield db


@app.post("/notes", status_code=201)
async def create_note(
    text: Annotated[str, Body(embed=True)], db: Annotated[aiosqlite.Connection, Depends(get_db)]
) -> None:
    await db.execute("INSERT INTO notes VALUES (?)", (text,))
    await db.commit()
