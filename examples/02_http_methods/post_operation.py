# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""POST: create a resource from a validated body, answer 201 and say where it is.

Without `status_code=201` a creation would be answered with 200. `request.url_for` builds the `Location` header from
the name of the read function, so it stays right behind a path prefix. The dict stands in for a database: each worker
process would have its own.
"""

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field

app = FastAPI()


class NewBook(BaseModel):
    title: str = Field(min_length=1)
    pages: int = Field(gt=0)


class Book(NewBook):
    id: int


books: dict[int, Book] = {}


@app.post("/books", status_code=201)
def create_book(new: NewBook, request: Request, response: Response) -> Book:
    book = Book(id=max(books, default=0) + 1, title=new.title, pages=new.pages)
    books[book.id] = book
    response.headers["Location"] = str(request.url_for("read_book", book_id=book.id))
    return book


@app.get("/books/{book_id}")
def read_book(book_id: int) -> Book:
    if book_id not in books:
        raise HTTPException(404, detail=f"No book {book_id}")
    return books[book_id]
