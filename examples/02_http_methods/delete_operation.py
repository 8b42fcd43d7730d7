# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""DELETE: remove a resource and answer 204 without a body.

With `status_code=204` FastAPI drops what the function returns, unless that is a Response, which is sent as it is; a
return type that would become a response model is refused when the route is declared. The second delete of the same
resource finds nothing and is a 404. The dict stands in for a database: each worker process would have its own.
"""

from fastapi import FastAPI, HTTPException

app = FastAPI()

books = {7: "Emma", 8: "Persuasion"}


@app.delete("/books/{book_id}", status_code=204)
def delete_book(book_id: int) -> None:
    if book_id not in books:
        raise HTTPException(404, detail=f"No book {book_id}")
    del books[book_id]
