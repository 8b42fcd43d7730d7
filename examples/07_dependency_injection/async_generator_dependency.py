# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Async generator dependency: open something with `async with` and lend it to the endpoint.

What stands after `yield` runs when the response has been sent and its
background tasks are done (since FastAPI 0.118; from 0.106 to 0.117 before the
response). That keeps the connection usable for a streaming response, and holds
it as long as a slow client reads. `Depends(..., scope="function")`, since
0.121, closes it before the response is sent.
"""

import logging
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Annotated, Self

from fastapi import Depends, FastAPI, HTTPException

logger = logging.getLogger(__name__)
app = FastAPI()


class Connection:
    async def __aenter__(self) -> Self:
        logger.info("open")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        logger.info("close after %s", kind.__name__ if kind else "success")

    async def fetch(self, key: int) -> str:
        logger.info("fetch")
        return {1: "one", 2: "two"}[key]


async def get_connection() -> AsyncIterator[Connection]:
    async with Connection() as connection:
        yield connection


@app.get("/values/{key}")
async def read_value(key: int, connection: Annotated[Connection, Depends(get_connection)]) -> str:
    if key < 0:
        raise HTTPException(404)
    return await connection.fetch(key)
