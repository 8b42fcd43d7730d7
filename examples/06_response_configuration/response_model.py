# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""response_model: declare what leaves the server where the function returns more than that.

Every other field is filtered out. A value that does not fit is a mistake of the server, so the
client gets a 500 and not a 422. Where the function returns the declared
type anyway, the return annotation alone does the same (since FastAPI 0.89).
"""

from decimal import Decimal

from fastapi import FastAPI
from pydantic import BaseModel


class UserIn(BaseModel):
    name: str
    password: str


class UserOut(BaseModel):
    name: str
    credit: Decimal


app = FastAPI()


@app.post("/users", response_model=UserOut)
def create_user(user: UserIn) -> dict[str, object]:
    return {**user.model_dump(), "credit": "12.50"}


@app.get("/users", response_model=list[UserOut])
def read_users() -> list[dict[str, object]]:
    return [{"name": "Ada"}]  # no credit: a ResponseValidationError, a 500 to the client
