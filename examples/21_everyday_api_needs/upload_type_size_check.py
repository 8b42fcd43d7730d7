# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.164"]
# ///
"""File upload with a type and size check: accept only PNG and JPEG files of a limited size.

The client chooses the file's name and content type, so neither is used: the first bytes
decide the type, and the name is random. `max_body_size` stops reading before a large
body fills the disk. `nosniff` keeps browsers from treating the file as a page.
"""

import os
import shutil
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import fastapi
from fastapi import FastAPI, HTTPException, UploadFile
from fastapi.responses import FileResponse

app = FastAPI()

FOLDER = Path(os.environ.get("UPLOADS", "uploads"))
MAX_SIZE = 1_000_000
SUFFIXES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}

PhotoName = Annotated[str, fastapi.Path(pattern=r"^[0-9a-f]{32}\.(png|jpg)$")]


@app.post("/photos", status_code=201, max_body_size=MAX_SIZE + 10_000)
def upload_photo(photo: UploadFile) -> str:
    start = photo.file.read(8)
    suffix = next((suffix for magic, suffix in SUFFIXES.items() if start.startswith(magic)), None)
    if suffix is None:
        raise HTTPException(status_code=415, detail="Not a PNG or JPEG file")
    if photo.size is None or photo.size > MAX_SIZE:
        raise HTTPException(status_code=413, detail="File is too large")
    photo.file.seek(0)
    FOLDER.mkdir(exist_ok=True)
    name = f"{uuid4().hex}{suffix}"
    with (FOLDER / name).open("xb") as target:
        shutil.copyfileobj(photo.file, target)
    return name


@app.get("/photos/{name}")
def read_photo(name: PhotoName) -> FileResponse:
    if not (FOLDER / name).is_file():
        raise HTTPException(status_code=404, detail="Photo not found")
    return FileResponse(FOLDER / name, headers={"X-Content-Type-Options": "nosniff"})
