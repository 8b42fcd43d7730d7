# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Uvicorn: serve the app from the command line or from Python.

`uvicorn uvicorn_server:app --reload` is the command; `uvicorn.run` is the same from a script and blocks until a
signal ends it. Reload and workers start new processes, so they need the import string: `uvicorn.run(app,
reload=True)` with the object exits with an error. A program that has an event loop of its own awaits `Server.serve()`
instead and ends it with `should_exit`; `log_config=None` leaves the logging to that program.
"""

import os

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_root() -> dict[str, str]:
    return {"message": "Hello from Uvicorn"}


def create_server(port: int) -> uvicorn.Server:
    return uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", "8000")))
