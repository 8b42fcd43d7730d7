# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""File upload: `UploadFile` gives the name, type and size of an uploaded file, and reads it with `await`.

Up to 1 MB is kept in memory, what is larger in a temporary file, unlike a `bytes` parameter with `File()`, which loads
it all. `filename` and `content_type` are claims of the client: never use the name as a path.
"""

import hashlib

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/files/")
async def upload_file(file: UploadFile) -> dict[str, str | int | None]:
    digest = hashlib.sha256()
    while chunk := await file.read(64 * 1024):
        digest.update(chunk)
    return {
        "filename": file.filename,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": digest.hexdigest(),
    }
