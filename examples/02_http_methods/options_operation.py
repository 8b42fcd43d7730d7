# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""OPTIONS: say which methods a path has, in an Allow header.

FastAPI answers OPTIONS only where it is declared; everywhere else it is a 405. The preflight of a browser is another
matter: CORSMiddleware answers it before any route is looked up, so never write an OPTIONS route for CORS.
"""

from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/books")
def list_books() -> list[str]:
    return ["Emma", "Persuasion"]


@app.options("/books", status_code=204)
def describe_books(response: Response) -> None:
    response.headers["Allow"] = "GET, OPTIONS"
