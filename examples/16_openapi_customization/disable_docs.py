# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Disabling the docs: serve docs and document only if the environment asks for them.

`docs_url=None` and `redoc_url=None` remove one page each. `openapi_url=None` removes
the document and with it both pages. This hides the API but does not protect it: every
route still answers.
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
