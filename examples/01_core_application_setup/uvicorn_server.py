# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Uvicorn as the ASGI server: serve the app from the command line or from Python.

For development, run `uvicorn uvicorn_server:app --reload`. `uvicorn.run` serves the app
from a script. With `reload` or `workers`, pass it the import string
`"uvicorn_server:app"`, because the new processes import the app again.
"""

import os

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read_root() -> dict[str, str]:
    return {"message": "Hello from Uvicorn"}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", "8000")))
