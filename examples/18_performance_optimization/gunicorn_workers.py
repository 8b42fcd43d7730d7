# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "gunicorn",
#     "httpx",  # for the test
#     "uvicorn-worker",
# ]
# ///
"""Gunicorn with Uvicorn workers: `gunicorn gunicorn_workers:app -k uvicorn_worker.UvicornWorker -w 2`.

Gunicorn starts and watches the processes; HUP replaces them by fresh ones that load the code again, while the port
stays open. `uvicorn.workers.UvicornWorker` is deprecated since Uvicorn 0.30: the worker class has its own package now,
`uvicorn-worker`. Gunicorn's own class, `-k asgi`, does without it. The default worker is for WSGI and
answers every request to FastAPI with a 500. `uvicorn --workers` is enough where HUP is not needed.
"""

import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/worker")
def read_worker() -> dict[str, int]:
    return {"pid": os.getpid(), "parent": os.getppid()}
