# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""CORS: name the websites whose pages may read your responses.

CORS protects the users of a browser, not the API: a request from another origin may
still reach the endpoint. Never combine `*` with credentials: Starlette then allows any
origin that asks, and every website can act as the logged-in user. Add CORS last, so
that responses from other middleware get its headers too.
"""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://app.example.com", "http://localhost:5173"],
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization"],
    allow_credentials=True,
    expose_headers=["X-Total-Count"],
    max_age=3600,
)


@app.get("/items")
async def list_items() -> list[str]:
    return ["Lamp"]
