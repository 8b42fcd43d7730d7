# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Multiple file uploads: `list[UploadFile]` reads all files of one form field, in order.

A single file arrives as a list of one. A plain `UploadFile` silently keeps only the
last file. If the files are optional, give the parameter a default.
"""

import hashlib

from fastapi import FastAPI, UploadFile

app = FastAPI()


async def sha256(file: UploadFile) -> str:
    digest = hashlib.sha256()
    while chunk := await file.read(65_536):
        digest.update(chunk)
    return digest.hexdigest()


@app.post("/files", status_code=201)
async def upload_files(files: list[UploadFile]) -> list[dict[str, str]]:
    return [
        {
            # A client can send a name that is not valid Unicode.
            "name": (file.filename or "").encode(errors="replace").decode(),
            "sha256": await sha256(file),
        }
        for file in files
    ]
