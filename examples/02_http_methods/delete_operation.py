# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""DELETE: remove a resource and answer 204 without a body.

Annotate the function with `None`: a 204 has no body, and FastAPI refuses a return type
that would give it one. A second delete of the same resource is a 404.
"""

from fastapi import FastAPI, HTTPException

app = FastAPI()

books = {7: "Emma", 8: "Persuasion"}


@app.delete("/books/{book_id}", status_code=204)
def delete_book(book_id: int) -> None:
    if books.pop(book_id, None) is None:
        raise HTTPException(404, detail="No such book")
