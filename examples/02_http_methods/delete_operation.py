# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""DELETE: remove a resource and return 204 without a body.

Annotate the return type as `None`: a 204 has no body, and FastAPI refuses a return type
that implies one. Deleting the same resource again gets a 404.
"""

from fastapi import FastAPI, HTTPException

app = FastAPI()

books = {7: "Emma", 8: "Persuasion"}


@app.delete("/books/{book_id}", status_code=204)
def delete_book(book_id: int) -> None:
    if books.pop(book_id, None) is None:
        raise HTTPException(404, detail="No such book")
