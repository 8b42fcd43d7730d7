# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""PUT: replace the whole resource.

The body is the complete new state: a field that is left out gets its default and does not keep the old value, and a
required one that is left out is a 422. So the same PUT twice leaves the same state, and a client may safely repeat it.
The dict stands in for a database: each worker process would have its own.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str
    pages: int
    note: str | None = None


books = {7: Book(title="Emma", pages=474, note="signed")}


@app.put("/books/{book_id}")
def replace_book(book_id: int, book: Book) -> Book:
    if book_id not in books:
        raise HTTPException(404, detail=f"No book {book_id}")
    books[book_id] = book
    return book
