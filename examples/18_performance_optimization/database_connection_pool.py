# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "psycopg[binary]",
#     "sqlalchemy",
# ]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Database connection pool: keep connections open between requests, and bound how many there can be.

One engine per process, made in the lifespan and disposed there; the number of connections that the database sees is
`pool_size + max_overflow` for each worker. `pool_size` connections stay open, `max_overflow` more are opened under load
and closed afterwards. A request that gets none within `pool_timeout` seconds fails with SQLAlchemy's `TimeoutError`,
here a 503. `pool_recycle` replaces connections that a server or a firewall would close as too old, `pool_pre_ping`
those that are dead already. Open the connection in the endpoint: a def dependency that holds one makes the endpoint
wait for a second thread, and under load all threads wait for connections.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    url = make_url(os.environ.get("DATABASE_URL", "sqlite:///app.db"))
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, pool_size=20, max_overflow=5, pool_timeout=5, pool_recycle=1800, pool_pre_ping=True)
    app.state.engine = engine
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(PoolTimeoutError)
def no_free_connection(request: Request, error: PoolTimeoutError) -> JSONResponse:
    return JSONResponse({"detail": "The database is busy"}, status_code=503, headers={"Retry-After": "5"})


@app.get("/answer")
def read_answer(request: Request) -> int:
    with request.app.state.engine.connect() as connection:
        answer: int = connection.execute(text("SELECT 42")).scalar_one()
        return answer
