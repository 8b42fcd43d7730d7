# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""FileResponse: send a file from disk, with its type, size, validators and a name to save it under.

Range requests are answered with 206 since Starlette 0.39. A file that is missing is an error of the server, noticed
only after the function has returned: check it there. Never build the path from what a client sent, and start the path
at `__file__` or another absolute one, so that the working directory does not matter.
"""

from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

REPORT = Path(__file__).with_name("file_response_report.csv")
app = FastAPI()


@app.get("/report", response_class=FileResponse)
def download_report() -> FileResponse:
    return FileResponse(REPORT, media_type="text/csv; header=present", filename="Übersicht 2026.csv")


@app.get("/report/view")
def view_report() -> FileResponse:
    if not REPORT.is_file():
        raise HTTPException(404, "there is no report yet")
    return FileResponse(REPORT, filename="report.csv", content_disposition_type="inline")
