# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""response_model: declare what leaves the server when a function returns more than that.

Every other field is dropped. A value that does not fit is a mistake of the server: the
client gets a 500, not a 422. If the function returns the declared type anyway, its
return annotation does the same.
"""

from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class UserOut(BaseModel):
    id: int
    name: str


rows: dict[int, dict[str, Any]] = {
    1: {"id": 1, "name": "Ada", "password_hash": "$argon2id$…"},
    2: {"id": 2, "name": "Alan", "password_hash": "$argon2id$…"},
}


@app.get("/users", response_model=list[UserOut])
def read_users() -> list[dict[str, Any]]:
    return list(rows.values())


@app.get("/users/{user_id}", response_model=UserOut)
def read_user(user_id: int) -> dict[str, Any]:
    if user_id not in rows:
        raise HTTPException(status_code=404, detail="User not found")
    return rows[user_id]
