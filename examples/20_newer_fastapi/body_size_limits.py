# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.165"]
# ///
"""Body size limits: refuse a request that is too large before it fills the memory.

`max_body_size` counts all bytes of a request, whether or not it declares its length. A
route may allow more than the app. `form_limits` also limits how many fields and files a
form may have, and how long a text field may be. A server or proxy in front may have
limits of its own.
"""

from typing import Annotated

from fastapi import FastAPI, Form, UploadFile
from pydantic import BaseModel

app = FastAPI(max_body_size=10_000)


class Note(BaseModel):
    text: str


@app.post("/notes", status_code=201)
async def create_note(note: Note) -> dict[str, int]:
    return {"length": len(note.text)}


@app.post(
    "/albums",
    status_code=201,
    max_body_size=1_000_000,
    form_limits={"max_files": 3, "max_fields": 1, "max_part_size": 100},
)
async def create_album(title: Annotated[str, Form()], photos: list[UploadFile]) -> dict[str, str | int]:
    return {"title": title, "photos": len(photos)}
