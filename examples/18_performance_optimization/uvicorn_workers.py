# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Uvicorn workers: serve one app with several processes, `uvicorn uvicorn_workers:app --workers 2`.

All workers share the port, and one that dies is replaced. Each worker imports the app
and runs its lifespan, so workers do not share variables. With `--reload`, there is only
one process. FastAPI's own command is `fastapi run uvicorn_workers.py --workers 2`.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, str]]:
    yield {"worker": f"worker {os.getpid()}"}


app = FastAPI(lifespan=lifespan)


@app.get("/worker")
def read_worker(request: Request) -> dict[str, str]:
    return {"name": request.state.worker}
