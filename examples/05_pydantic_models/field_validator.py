# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Field validator: check or change one field in plain Python.

The default mode, `after`, gets the typed value; mode `before` gets what the client sent.
Raise `ValueError`, not `HTTPException`: FastAPI turns it into a 422. `EmailStr` checks
the address before the validator sees it.
"""

from fastapi import FastAPI
from pydantic import BaseModel, EmailStr, field_validator

app = FastAPI()


class Account(BaseModel):
    email: EmailStr
    roles: list[str] = []

    @field_validator("email")
    @classmethod
    def normalize_email(cls, value: str) -> str:
        value = value.lower()
        if not value.endswith("@example.com"):
            raise ValueError("must be an address at example.com")
        return value

    @field_validator("roles", mode="before")
    @classmethod
    def split_roles(cls, value: object) -> object:
        return value.split(",") if isinstance(value, str) else value


@app.post("/accounts", status_code=201)
def create_account(account: Account) -> Account:
    return account
