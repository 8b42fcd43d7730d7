# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Excluding response fields: leave out a named field, unset fields, or fields that are null.

The documentation still lists a field named in `response_model_exclude`, and a field
added to the model later is public. For a secret, prefer an output model without it.
"Unset" means not given when the model was made.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    name: str
    password: str
    language: str = "en"
    phone: str | None


users = {"ada": User(name="Ada", password="not-a-real-one", phone=None)}


def find_user(name: str) -> User:
    if name not in users:
        raise HTTPException(status_code=404, detail="User not found")
    return users[name]


@app.get(
    "/users/{name}",
    response_model_exclude={"password"},
    response_model_exclude_none=True,
)
def read_user(name: str) -> User:
    return find_user(name)


@app.get(
    "/users/{name}/changes",
    response_model_exclude={"password"},
    response_model_exclude_unset=True,
)
def read_changes(name: str) -> User:
    return find_user(name)
