# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Static files: serve a folder under a path, with types, caching and ranges taken care of.

Make the folder absolute from `__file__`, because a relative one depends on where the server was started. With
`html=True` a folder answers with its index.html. A mount at `/` answers everything, so it comes last. A browser
that asks again with the etag gets an empty 304. When it asks is its own guess, as no `Cache-Control` is sent: put a
version into the names of files that change.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

ASSETS = Path(__file__).parent / "static_files_assets"

app = FastAPI()


@app.get("/health/")
def read_health() -> dict[str, bool]:
    return {"healthy": True}


app.mount("/static", StaticFiles(directory=ASSETS), name="static")
app.mount("/", StaticFiles(directory=ASSETS, html=True), name="site")
