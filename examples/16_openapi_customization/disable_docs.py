# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Disabling the docs: serve the docs and the document only if the environment asks for them.

`docs_url=None` and `redoc_url=None` take away one page each. `openapi_url=None` takes away
the document and with it both pages. That hides the API and does not protect it: each route
still answers.
"""

import os

from fastapi import FastAPI

SHOW_DOCS = os.environ.get("SHOW_DOCS") == "yes"

app = FastAPI(
    openapi_url="/openapi.json" if SHOW_DOCS else None,
    docs_url="/docs" if SHOW_DOCS else None,
    redoc_url=None,
)


@app.get("/items")
def list_items() -> list[str]:
    return ["green"]
