# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Lifespan events: open a resource before the first request, close it after the last.

What the context manager yields is copied into `request.state` of every request. The `finally` closes also when the
server is torn down by an error. It replaces `@app.on_event("startup")` since 0.93, which is deprecated and is ignored
without a word where `lifespan=` is given. The lifespan of a mounted application does not run; that of an included
router does.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypedDict

from fastapi import FastAPI, Request


class State(TypedDict):
    connection: sqlite3.Connection


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[State]:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        yield {"connection": connection}
    finally:
        connection.close()


app = FastAPI(lifespan=lifespan)


@app.get("/sum")
def read_sum(request: Request, a: int, b: int) -> int:
    row: tuple[int] = request.state.connection.execute("SELECT ? + ?", (a, b)).fetchone()
    return row[0]
