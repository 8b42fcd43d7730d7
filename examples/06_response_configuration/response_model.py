# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""response_model: declare what leaves the server if a function returns more than that.

Every other field is dropped. A value that does not match is the server's mistake: a
500, not a 422. If the function returns the declared type, annotate its return type
instead.
"""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()

ROWS = [{"id": 1, "name": "Ada", "password_hash": "$argon2id$…"}]


class UserOut(BaseModel):
    id: int
    name: str


@app.get("/users", response_model=list[UserOut])
def list_users() -> list[dict[str, Any]]:
    return ROWS
