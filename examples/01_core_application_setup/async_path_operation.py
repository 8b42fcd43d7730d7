# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Async path operation: `async def` when the function awaits its I/O, plain `def` when it cannot.

An `async def` runs on the event loop, and while it awaits, other requests go on. A call in it that blocks stops all of
them, so code with blocking calls belongs in a plain `def`: FastAPI runs that in a thread of a pool of 40.
"""

from pathlib import Path
from typing import Annotated

import anyio
from fastapi import Depends, FastAPI

NOTE = Path(__file__).with_name("async_path_operation.note.txt")

app = FastAPI()


class NoteFile:
    async def load(self) -> str:
        return await anyio.Path(NOTE).read_text()

    def load_blocking(self) -> str:
        return NOTE.read_text()


@app.get("/async")
async def read_note(notes: Annotated[NoteFile, Depends()]) -> dict[str, str]:
    return {"note": await notes.load()}


@app.get("/sync")
def read_note_blocking(notes: Annotated[NoteFile, Depends()]) -> dict[str, str]:
    return {"note": notes.load_blocking()}
