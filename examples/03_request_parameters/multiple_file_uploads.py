# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Multiple file uploads: `list[UploadFile]` takes every file that is sent under one field name, in order.

One file is a list of one. Plain `UploadFile` would silently keep the last file only. At least one is
required unless the parameter has a default; a form may carry 1000 files at most, unless the limit is raised.
"""

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/files/")
async def upload_files(files: list[UploadFile]) -> list[dict[str, str | None]]:
    return [{"filename": file.filename, "content": (await file.read()).hex()} for file in files]
