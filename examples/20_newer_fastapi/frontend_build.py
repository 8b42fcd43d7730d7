# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]>=0.138"]
# ///
"""app.frontend(): serve a built frontend, such as React, Vue or Svelte, beside the API.

Path operations come first, wherever they stand in the file. Any other path that a
browser navigates to gets `index.html`, so that the frontend's own router can show the
page. A missing script or image is still a 404, and so is an unknown path of the API.
"""

from pathlib import Path

from fastapi import APIRouter, FastAPI, HTTPException

app = FastAPI()
app.frontend("/", directory=Path(__file__).parent / "frontend_build_dist")
api = APIRouter(prefix="/api")


@api.get("/items")
def list_items() -> list[str]:
    return ["Pen", "Ink"]


@api.get("/{path:path}", include_in_schema=False)
def answer_unknown_path(path: str) -> None:
    raise HTTPException(404)


app.include_router(api)
