# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "starlette>=0.39"]
# ///
"""FileResponse: send a file with its type, size, ETag and a name to save it under.

Clients can ask for a part of the file. Check that the file exists: if not, it is a 500,
raised after the function has returned. Never build the path from what a client sent.
"""

from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse

app = FastAPI()

REPORT = Path(__file__).with_name("file_response_report.csv")


@app.get("/report", response_class=FileResponse)
def download_report() -> FileResponse:
    if not REPORT.is_file():
        raise HTTPException(status_code=404, detail="No report yet")
    media_type = "text/csv; header=present"
    return FileResponse(REPORT, media_type=media_type, filename="Café 2026.csv")
