# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "starlette>=0.39"]
# ///
"""Static files: serve a folder under a path, with types, entity tags and ranges.

Make the path absolute, because a relative one depends on where the server was started.
With `html=True`, a folder answers with its index.html. A mount answers everything under
its path, so mount `/` last. For a frontend build, see `app.frontend()`.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

app = FastAPI()
ASSETS = Path(__file__).parent / "static_files_assets"


@app.get("/health")
def read_health() -> str:
    return "healthy"


app.mount("/static", StaticFiles(directory=ASSETS), name="static")
app.mount("/", StaticFiles(directory=ASSETS, html=True), name="site")
