# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""File upload: `UploadFile` gives you the name, type, size and content of an uploaded file.

Small files stay in memory; larger ones go to a temporary file on disk. The client
chooses the name and the type: never use the name as a path, and check the content
yourself.
"""

import hashlib

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/files", status_code=201)
async def upload_file(file: UploadFile) -> dict[str, str | int | None]:
    digest = hashlib.sha256()
    while chunk := await file.read(65_536):
        digest.update(chunk)
    # A client can send a name that is not valid Unicode.
    name = (file.filename or "").encode(errors="replace").decode()
    return {
        "name": name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": digest.hexdigest(),
    }
