# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""POST: create a resource from the body, and return 201 with its location.

Without `status_code=201`, the status would be 200. `request.url_for` builds the
`Location` header from the name of the read function, so it stays correct behind a path
prefix. The server chooses the id, never the client.
"""

from itertools import count

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field

app = FastAPI()


class NewBook(BaseModel):
    title: str = Field(min_length=1)
    pages: int = Field(gt=0)


class Book(NewBook):
    id: int


ids = count(1)
books: dict[int, Book] = {}


@app.post("/books", status_code=201)
def create_book(new_book: NewBook, request: Request, response: Response) -> Book:
    book = Book(id=next(ids), **new_book.model_dump())
    books[book.id] = book
    response.headers["Location"] = str(request.url_for("read_book", book_id=book.id))
    return book


@app.get("/books/{book_id}")
def read_book(book_id: int) -> Book:
    if book_id not in books:
        raise HTTPException(404, detail="No such book")
    return books[book_id]
