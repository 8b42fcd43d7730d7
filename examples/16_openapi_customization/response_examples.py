# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Response examples: show a real answer in the docs, and give errors their own model.

FastAPI does not check an example, so compare it with a real response in a test. A
placeholder like `{...}` is not JSON and breaks `/openapi.json`.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    grams: int


class Problem(BaseModel):
    detail: str


SHELF = {"green": Item(name="green", grams=250)}


@app.get(
    "/items/{name}",
    responses={
        200: {
            "description": "The tea on the shelf",
            "content": {"application/json": {"example": {"name": "green", "grams": 250}}},
        },
        404: {"model": Problem, "description": "No such tea"},
    },
)
def read_item(name: str) -> Item:
    if name not in SHELF:
        raise HTTPException(status_code=404, detail="No such tea")
    return SHELF[name]
