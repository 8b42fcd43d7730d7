# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Excluding response fields: leave out a named field, unset fields or null fields.

The docs still list a field named in `response_model_exclude`, and a field added to the
model later is public. For secrets, use an output model without them.
"""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    password: str
    language: str = "en"
    phone: str | None


USER = User(name="Ada", password="not-a-real-one", phone=None)


@app.get("/me", response_model_exclude={"password"}, response_model_exclude_none=True)
def read_me() -> User:
    return USER


@app.get("/me/settings", response_model_exclude={"password"}, response_model_exclude_unset=True)
def read_my_settings() -> User:
    return USER
