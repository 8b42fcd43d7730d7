# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2.14"]
# ///
"""PATCH: change only the fields that were sent.

`exclude_unset=True` keeps what the client sent, including an explicit null. A field whose
default is `MISSING` may be left out but not be null. `model_copy` does not validate, so
the patch model must be as strict as the resource.
"""

from fastapi import FastAPI, HTTPException
from pydantic import MISSING, BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str
    pages: int
    note: str | None


class BookPatch(BaseModel):
    title: str | MISSING = MISSING
    pages: int | MISSING = MISSING
    note: str | None = None


books = {7: Book(title="Emma", pages=474, note="signed")}


@app.patch("/books/{book_id}")
def update_book(book_id: int, patch: BookPatch) -> Book:
    if book_id not in books:
        raise HTTPException(404, detail="No such book")
    changes = patch.model_dump(exclude_unset=True)
    books[book_id] = books[book_id].model_copy(update=changes)
    return books[book_id]
