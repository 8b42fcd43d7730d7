# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "gunicorn", "uvicorn-worker"]
# ///
"""Gunicorn with Uvicorn workers: `gunicorn gunicorn_workers:app -k uvicorn_worker.UvicornWorker -w 2`.

Gunicorn starts the processes and replaces those that die. On HUP it loads the code
again in new processes, while the port stays open. `uvicorn.workers.UvicornWorker` is
deprecated; the class now lives in the package `uvicorn-worker`. Today `uvicorn
--workers` does all of this too, so prefer it unless you already run Gunicorn.
"""

import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/worker")
def read_worker() -> dict[str, int]:
    return {"pid": os.getpid()}
