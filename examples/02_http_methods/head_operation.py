# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HEAD: the headers of a resource without its body.

FastAPI does not add HEAD to a GET: a path with only `@app.get` answers HEAD with 405, unlike Starlette's own routes.
A handler of its own can also be cheaper, as here, where the length is known without reading the file.
"""

from fastapi import FastAPI, HTTPException, Response

app = FastAPI()

LENGTHS = {"report.txt": 5_000_000_000}


@app.head("/files/{name}")
def describe_file(name: str) -> Response:
    if name not in LENGTHS:
        raise HTTPException(404, detail=f"No file {name}")
    return Response(
        media_type="text/plain",
        headers={"Content-Length": str(LENGTHS[name]), "Accept-Ranges": "bytes"},
    )
