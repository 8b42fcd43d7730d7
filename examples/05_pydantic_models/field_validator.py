# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field validator: a check or a change of one field in plain Python.

The default mode `after` runs with the typed value and only if the type was right; mode `before`
gets whatever the client sent. Raise `ValueError`, not `HTTPException`: FastAPI makes
the 422 of it. `@field_validator` replaces `@validator` since Pydantic 2.0.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field, field_validator


class Account(BaseModel):
    username: str
    seats: Annotated[int, Field(gt=0)] = 2
    roles: list[str] = []

    @field_validator("username")
    @classmethod
    def normalise(cls, value: str) -> str:
        value = value.lower()
        if value == "admin":
            raise ValueError("this name is taken")
        return value

    @field_validator("seats")
    @classmethod
    def even(cls, value: int) -> int:
        if value % 2:
            raise ValueError(f"{value} is odd")
        return value

    @field_validator("roles", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value


app = FastAPI()


@app.post("/accounts")
def create_account(account: Account) -> Account:
    return account
