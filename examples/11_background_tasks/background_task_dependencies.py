# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Background tasks and dependencies: add tasks in a dependency and in the endpoint, and let each open what it needs.

All `BackgroundTasks` parameters of a request are one object, so the tasks of a dependency come first and those of the
endpoint after them. A task is called as a plain function: `Depends` in its signature is not resolved.

Give a task values, not the resource of a yield dependency. Since FastAPI 0.118 such a resource is still open while the
tasks run, from 0.106 to 0.117 it was closed before, and with `Depends(..., scope="function")` it is closed again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()


class Connection:
    closed = False

    def execute(self, statement: str, value: str) -> None:
        if self.closed:
            raise RuntimeError("connection is closed")
        logger.info("%s %s", statement, value)


@contextmanager
def connect() -> Iterator[Connection]:
    connection = Connection()
    try:
        yield connection
    finally:
        connection.closed = True
        logger.info("close")


def get_connection() -> Iterator[Connection]:
    with connect() as connection:
        yield connection


def write_audit(action: str) -> None:
    with connect() as connection:
        connection.execute("audit", action)


def update_search(title: str) -> None:
    with connect() as connection:
        connection.execute("index", title)


def audit_request(background_tasks: BackgroundTasks) -> None:
    background_tasks.add_task(write_audit, "create")


@app.post("/articles/{title}", status_code=201, dependencies=[Depends(audit_request)])
def create_article(
    title: str, connection: Annotated[Connection, Depends(get_connection)], background_tasks: BackgroundTasks
) -> dict[str, str]:
    connection.execute("insert", title)
    background_tasks.add_task(update_search, title)
    return {"title": title}
