# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""CORS: name the origins whose pages may read the answers.

CORS protects the users of a browser, not the API: a refused origin still reaches
the endpoint with a simple request, only its page may not read the answer. Name
the origins. With `allow_credentials=True` a `*` cannot be: browsers reject that
pair, and Starlette therefore answers with the asking origin itself, which lets
every site act as the logged-in user. Only GET passes a preflight unless
`allow_methods` says more.
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
