# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "httpx",  # for the test
# ]
# ///
"""Uvicorn workers: serve one app with several processes, `uvicorn uvicorn_workers:app --workers 2`.

The parent opens the port, the workers share it and the system chooses who answers. A worker that dies is replaced.
SIGTERM to the parent lets the workers finish and then ends with status 0. Each worker imports the app and runs its
lifespan by itself: what is kept in a variable, like the name made here, is not the same for two requests. `--workers`
needs the app as an import string and does not go with `--reload`. The same with FastAPI's own command is
`fastapi run uvicorn_workers.py --workers 2`.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.worker = f"worker {os.getpid()}"
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/worker")
def read_worker(request: Request) -> dict[str, int | str]:
    return {"name": request.app.state.worker, "pid": os.getpid(), "parent": os.getppid()}
