# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field examples: sample values in the schema, for one field or for the whole model.

Swagger UI builds its "Try it out" body from the examples of the model, and from
those of the fields where the model has none. `examples` is a list of values and standard since OpenAPI
3.1 (FastAPI 0.99); a single `example=` is the older form and Pydantic warns of it.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field


class Book(BaseModel):
    title: Annotated[str, Field(examples=["Emma", "Middlemarch"])]
    pages: Annotated[int, Field(gt=0, examples=[320])]


class Loan(BaseModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"book": {"title": "Emma", "pages": 320}, "days": 14}, {"days": 7}]}
    )

    book: Book | None = None
    days: int


app = FastAPI()


@app.post("/loans")
def create_loan(loan: Loan) -> Loan:
    return loan


@app.post("/books")
def create_book(book: Book) -> Book:
    return book
