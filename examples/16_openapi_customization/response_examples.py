# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "openapi-spec-validator",  # for the test
# ]
# ///
"""Response examples: show a real answer in the docs, and document the errors with a model of their own.

What stands under `content` is merged with the schema of the return type. Examples are written into the document as
they are: a placeholder like `{...}` is a Python set with an Ellipsis in it, and makes `/openapi.json` fail with a 500.
FastAPI does not check an example against the schema, so compare it with a real response in a test.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel


class Tea(BaseModel):
    name: str
    grams: int


class Problem(BaseModel):
    detail: str


app = FastAPI()
SHELF = {"green": Tea(name="green", grams=250)}


@app.get(
    "/teas/{name}",
    responses={
        200: {
            "description": "The tea on the shelf",
            "content": {"application/json": {"example": {"name": "green", "grams": 250}}},
        },
        404: {"model": Problem, "description": "No such tea"},
    },
)
def read_tea(name: str) -> Tea:
    if name not in SHELF:
        raise HTTPException(404, "No such tea")
    return SHELF[name]
