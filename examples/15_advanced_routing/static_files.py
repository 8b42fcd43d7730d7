# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Static files: serve a folder under a path, with types, caching and ranges taken care of.

Make the folder absolute from `__file__`, because a relative one depends on where the server was started. With
`html=True` a folder answers with its index.html. A mount at `/` answers everything, so it comes last. Browsers
ask again with the etag and get an empty 304 as long as the file is unchanged.
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
