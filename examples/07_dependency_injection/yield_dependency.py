# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency with yield: open a database connection for a request and close it afterwards.

Without `try` and `finally`, the clean-up is skipped if the endpoint raises. If you
catch the endpoint's exception at the `yield`, raise it again. Since FastAPI 0.118, the
code after `yield` runs after the response has been sent, so commit in the endpoint.
"""

import sqlite3
from collections.abc import Iterator
from typing import Annotated

from fastapi import Body, Depends, FastAPI

app = FastAPI()


def get_db() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect("app.db", timeout=30, check_same_thread=False)
    try:
        db.execute("CREATE TABLE IF NOT EXISTS users (name TEXT NOT NULL)")
        yield db
    finally:
        db.close()


@app.post("/users", status_code=201)
def create_user(name: Annotated[str, Body(embed=True)], db: Annotated[sqlite3.Connection, Depends(get_db)]) -> None:
    with db:
        db.execute("INSERT INTO users VALUES (?)", (name,))
