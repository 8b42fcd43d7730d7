# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Form data: `Form()` reads the fields of an HTML form, one by one or, since FastAPI 0.113, as a Pydantic model.

An empty field counts as absent, because browsers send every text field. A request has one body: an endpoint
takes a form or JSON, not both. Forms need python-multipart, which comes with `fastapi[standard]`.
"""

from typing import Annotated

from fastapi import FastAPI, Form
from pydantic import BaseModel

app = FastAPI()


class Feedback(BaseModel):
    message: str
    rating: int = 3
    subscribe: bool = False


@app.post("/login/")
def login(username: Annotated[str, Form()], password: Annotated[str, Form(min_length=8)]) -> dict[str, str | int]:
    return {"username": username, "password_length": len(password)}


@app.post("/feedback/")
def send_feedback(feedback: Annotated[Feedback, Form()]) -> Feedback:
    return feedback
