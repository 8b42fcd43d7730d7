# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Automatic docs: /docs and /redoc come from the type hints, without a line of documentation code.

Swagger UI at `/docs` and ReDoc at `/redoc` read the schema at `/openapi.json`. Both pages load their scripts from a
public CDN, so a browser without internet shows an empty page.
"""

from fastapi import FastAPI

app = FastAPI()


@app.get("/rooms/{room_id}")
def read_room(room_id: int, detailed: bool = False) -> dict[str, int]:
    return {"room": room_id, "beds": 2} if detailed else {"room": room_id}
