# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""GET: read one resource by a typed path parameter.

The type hint converts the path segment. If that fails, the client gets a 422 before the
function runs. A GET must not change anything: clients and proxies may repeat it.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str
    pages: int


BOOKS = {7: Book(title="Emma", pages=474), 8: Book(title="Persuasion", pages=249)}


@app.get("/books/{book_id}")
def read_book(book_id: int) -> Book:
    if book_id not in BOOKS:
        raise HTTPException(404, detail="No such book")
    return BOOKS[book_id]
