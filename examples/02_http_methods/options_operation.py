# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""OPTIONS: list the methods of a path in an Allow header.

Without its own route, OPTIONS is a 405. The preflight request of a browser is another
matter: `CORSMiddleware` answers it before the routes, so write no route for CORS.
"""

from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/books")
def list_books() -> list[str]:
    return ["Emma", "Persuasion"]


@app.options("/books", status_code=204)
def describe_books(response: Response) -> None:
    response.headers["Allow"] = "GET, OPTIONS"
