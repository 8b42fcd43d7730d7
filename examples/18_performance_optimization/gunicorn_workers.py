# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "gunicorn", "uvicorn-worker"]
# ///
"""Gunicorn with Uvicorn workers: `gunicorn gunicorn_workers:app -k uvicorn_worker.UvicornWorker -w 2`.

Gunicorn starts and watches the processes. On HUP it replaces them with new ones that load
the code again, while the port stays open. `uvicorn.workers.UvicornWorker` is deprecated;
its class lives in the package `uvicorn-worker`. If you don't need HUP,
`uvicorn --workers` is enough.
"""

import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/worker")
def read_worker() -> dict[str, int]:
    return {"pid": os.getpid()}
