# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Dependency with yield: hand out a database connection and clean up after the request.

Without `try` and `finally` the clean-up is skipped whenever the endpoint
raises. An exception of the endpoint arrives at the `yield`: translate it or
raise it again, never swallow it (since FastAPI 0.110 a swallowed one is an
error). Since 0.118 the code after `yield` runs when the response has been sent,
so commit in the endpoint, where a failure can still change the answer.
"""

import os
import sqlite3
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

app = FastAPI()


def get_db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(os.environ.get("DATABASE", "users.db"), check_same_thread=False)
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY)")
        yield connection
    except sqlite3.IntegrityError as error:
        raise HTTPException(409, "The name is taken") from error
    finally:
        connection.close()


@app.post("/users/{name}", status_code=201)
def create_user(name: str, db: Annotated[sqlite3.Connection, Depends(get_db)]) -> dict[str, str]:
    with db:
        db.execute("INSERT INTO users VALUES (?)", (name,))
    return {"name": name}
