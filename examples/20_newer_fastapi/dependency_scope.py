# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.121"]
# ///
"""Dependency scope: choose whether the code after `yield` runs before or after the response.

With `scope="function"` it runs before, so a commit that fails there still changes the
status. With `scope="request"`, the default, it runs after the last byte, so a stream
can read from the connection. A dependency with request scope cannot use one with
function scope.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

app = FastAPI()

TABLE = """CREATE TABLE IF NOT EXISTS comments (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    parent INTEGER REFERENCES comments DEFERRABLE INITIALLY DEFERRED
)"""


class Comment(BaseModel):
    text: str
    parent: int | None = Field(default=None, ge=1, lt=2**63)


def get_db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect("app.db", check_same_thread=False)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute(TABLE)
        yield db
        try:
            db.commit()  # checks the parent
        except sqlite3.IntegrityError:
            raise HTTPException(409, "No such parent") from None


WriterDep = Annotated[sqlite3.Connection, Depends(get_db, scope="function")]
ReaderDep = Annotated[sqlite3.Connection, Depends(get_db, scope="request")]


@app.post("/comments", status_code=201)
def create_comment(comment: Comment, db: WriterDep) -> Comment:
    db.execute("INSERT INTO comments (text, parent) VALUES (:text, :parent)", dict(comment))
    return comment


@app.get("/comments")
def export_comments(db: ReaderDep) -> StreamingResponse:
    rows = db.execute("SELECT text FROM comments ORDER BY id")
    return StreamingResponse((f"{text}\n" for (text,) in rows), media_type="text/plain")
