# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Pagination by cursor: continue after the last row that the client has seen.

With `offset`, rows that are added meanwhile shift the pages, and late pages are slow. A
cursor names the last row by its sort key, and by its ID to tell equal rows apart.
Asking for one row more than the limit tells whether there is a next page.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel

app = FastAPI()

TABLE = "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, sent INTEGER, text TEXT)"
INDEX = "CREATE INDEX IF NOT EXISTS newest ON messages (sent, id)"
PAGE = """
SELECT id, sent, text FROM messages WHERE (sent, id) < (?, ?)
ORDER BY sent DESC, id DESC LIMIT ?
"""


class Message(BaseModel):
    id: int
    sent: int
    text: str


class Page(BaseModel):
    messages: list[Message]
    next_cursor: str | None


def get_db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect("app.db", check_same_thread=False)) as db:
        db.row_factory = sqlite3.Row
        db.execute(TABLE)
        db.execute(INDEX)
        yield db


@app.get("/messages")
def list_messages(
    db: Annotated[sqlite3.Connection, Depends(get_db)],
    cursor: Annotated[str, Query(pattern="^[0-9]{1,18}-[0-9]{1,18}$")] = "999999999999999999-0",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Page:
    sent, id_ = cursor.split("-")
    rows = db.execute(PAGE, (int(sent), int(id_), limit + 1)).fetchall()
    messages = [Message(**row) for row in rows[:limit]]
    last = messages[-1] if len(rows) > limit else None
    return Page(messages=messages, next_cursor=f"{last.sent}-{last.id}" if last else None)
