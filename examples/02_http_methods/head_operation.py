# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HEAD: send the headers of a resource without its body.

FastAPI does not add HEAD to a GET route: without a route of its own, HEAD gets a 405. A
separate function can also be cheaper. This one asks the file system for the size and
does not read the file.
"""

from pathlib import Path

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse

app = FastAPI()

REPORTS = {"2025": Path(__file__).with_name("head_operation.csv")}


@app.head("/reports/{name}")
def describe_report(name: str) -> Response:
    if name not in REPORTS:
        raise HTTPException(404)
    size = REPORTS[name].stat().st_size
    return Response(headers={"Content-Length": str(size)}, media_type="text/csv")


@app.get("/reports/{name}")
def read_report(name: str) -> FileResponse:
    if name not in REPORTS:
        raise HTTPException(404, detail="No such report")
    return FileResponse(REPORTS[name])
