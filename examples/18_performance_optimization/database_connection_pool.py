# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "sqlalchemy>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Database connection pool: reuse connections between requests, and limit how many are open.

Each worker opens at most `pool_size + max_overflow` connections. A request that waits
for one longer than `pool_timeout` seconds gets a 503. `pool_recycle` replaces old
connections and `pool_pre_ping` dead ones. Open the connection in the endpoint: a
dependency would hold it while FastAPI waits for another thread.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import TimeoutError as PoolTimeoutError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Engine]]:
    url = os.environ.get("DATABASE_URL", "sqlite:///app.db")
    engine = create_engine(url, pool_size=20, max_overflow=5, pool_timeout=1, pool_recycle=1800, pool_pre_ping=True)
    yield {"engine": engine}
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.exception_handler(PoolTimeoutError)
def answer_busy(request: Request, error: PoolTimeoutError) -> JSONResponse:
    return JSONResponse({"detail": "The database is busy"}, status_code=503, headers={"Retry-After": "1"})


@app.get("/health")
def read_health(request: Request) -> dict[str, bool]:
    with request.state.engine.connect() as connection:
        return {"database": connection.execute(text("SELECT 1")).scalar() == 1}
