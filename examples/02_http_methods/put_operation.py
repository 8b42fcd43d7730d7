# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""PUT: replace the whole resource.

The body is the complete new state. An optional field that is left out gets its default,
not its old value. Repeating a PUT gives the same state, so clients may retry it.
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
        raise HTTPException(404, detail="No such book")
    books[book_id] = book
    return book
