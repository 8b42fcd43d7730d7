# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""OPTIONS: list the methods of a path in the `Allow` header.

Without a route of its own, OPTIONS gets a 405. Do not write one for CORS:
`CORSMiddleware` answers a browser's preflight request before it reaches a route.
"""

from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/books")
def list_books() -> list[str]:
    return ["Emma", "Persuasion"]


@app.options("/books", status_code=204)
def describe_books(response: Response) -> None:
    response.headers["Allow"] = "GET, OPTIONS"
