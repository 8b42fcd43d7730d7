# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""ETag and If-Match on update: keep clients from overwriting a change that they have not seen.

A read returns the revision as an ETag, and an update sends it in `If-Match`: without it
the update is a 428, with an old one a 412. The comparison is part of the UPDATE, so
only one of two concurrent updates succeeds. Revisions are random, so a note that is
deleted and created again never repeats one.
"""

import re
from typing import Annotated

from etag_if_match_database import Note, SessionDep, lifespan
from fastapi import FastAPI, Header, HTTPException, Path, Response
from pydantic import BaseModel, Field
from sqlalchemy import update

app = FastAPI(lifespan=lifespan)

NoteID = Annotated[int, Path(gt=0, lt=2**31)]


class NoteBody(BaseModel):
    text: str = Field(pattern=r"^[^\x00]+$", max_length=1000)


@app.post("/notes", status_code=201)
async def create_note(new: NoteBody, session: SessionDep, response: Response) -> int:
    async with session.begin():
        session.add(note := Note(text=new.text))
    response.headers["ETag"] = f'"{note.revision}"'
    return note.id


@app.get("/notes/{note_id}")
async def read_note(note_id: NoteID, session: SessionDep, response: Response) -> NoteBody:
    if note := await session.get(Note, note_id):
        response.headers["ETag"] = f'"{note.revision}"'
        return NoteBody(text=note.text)
    raise HTTPException(status_code=404, detail="Note not found")


@app.put("/notes/{note_id}", status_code=204)
async def replace_note(
    note_id: NoteID, new: NoteBody, session: SessionDep, if_match: Annotated[str | None, Header()] = None
) -> Response:
    if if_match is None:
        raise HTTPException(status_code=428, detail="If-Match is missing")
    seen = re.findall(r'(?<!W/)"([0-9a-f]{64})"', if_match)
    changed = update(Note).where(Note.id == note_id, Note.revision.in_(seen)).values(text=new.text)
    async with session.begin():
        revision = await session.scalar(changed.returning(Note.revision))
    if revision is None:
        raise HTTPException(status_code=412, detail="Note was changed")
    return Response(status_code=204, headers={"ETag": f'"{revision}"'})
