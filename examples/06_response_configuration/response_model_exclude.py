# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Excluding response fields: leave out a named field, the unset ones, or those that are None.

The documentation still lists a field named in `response_model_exclude`, and one more field
in the model is public by default: for a password prefer an output model without it.
"Unset" means not given when the model was made; a dict that is returned counts the same way.
"""

from fastapi import FastAPI
from pydantic import BaseModel


class User(BaseModel):
    name: str
    password: str
    language: str = "en"
    phone: str | None = None


ADA = User(name="Ada", password="not-a-real-one", phone=None)
app = FastAPI()


@app.get("/users/ada")
def read_all() -> User:
    return ADA  # without an option the password goes out


@app.get("/users/ada/public", response_model_exclude={"password"})
def read_public() -> User:
    return ADA


@app.get("/users/ada/set", response_model_exclude={"password"}, response_model_exclude_unset=True)
def read_set() -> User:
    return ADA


@app.get("/users/ada/known", response_model_exclude={"password"}, response_model_exclude_none=True)
def read_known() -> User:
    return ADA


@app.get("/users/ada/unusual", response_model_exclude={"password"}, response_model_exclude_defaults=True)
def read_unusual() -> User:
    return ADA
