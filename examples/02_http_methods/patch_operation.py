# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""PATCH: change only the fields that were sent.

`model_dump(exclude_unset=True)` keeps what the client sent, an explicit null included, and `model_copy(update=...)`
applies it; they replace `.dict()` and `.copy()` since Pydantic 2.0. `model_copy` does not validate, so the patch model
must be as strict as the resource: its fields are optional but take null only where the resource does. What the
default factories make is dropped by `exclude_unset`, so never read `patch.title` itself; they keep a default out of the
documentation, where a client would send it along. The dict stands in for a database: each worker process would have
its own.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI()


class Book(BaseModel):
    title: str
    pages: int
    note: str | None = None


class BookPatch(BaseModel):
    title: str = Field(default_factory=str)
    pages: int = Field(default_factory=int)
    note: str | None = None


books = {7: Book(title="Emma", pages=474, note="signed")}


@app.patch("/books/{book_id}")
def change_book(book_id: int, patch: BookPatch) -> Book:
    if book_id not in books:
        raise HTTPException(404, detail=f"No book {book_id}")
    books[book_id] = books[book_id].model_copy(update=patch.model_dump(exclude_unset=True))
    return books[book_id]
