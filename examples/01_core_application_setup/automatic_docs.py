# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Automatic docs: type hints alone produce an interactive page for the API.

`/docs` serves Swagger UI and `/redoc` serves ReDoc; both read `/openapi.json`. The pages
load their scripts from a public CDN, so the browser needs internet access.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/rooms/{room_id}")
def read_room(room_id: int, detailed: bool = False) -> dict[str, int]:
    """Show a room, with its beds if `detailed` is set."""
    return {"room": room_id, "beds": 2} if detailed else {"room": room_id}
