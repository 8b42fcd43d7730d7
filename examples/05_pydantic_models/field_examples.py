# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Field examples: sample values in the schema, for single fields or for a whole model.

Swagger UI fills "Try it out" with the model's first example, or else with those of the
fields. `examples` is a list; the single `example=` is the older form, and Pydantic
warns about it.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

app = FastAPI()


class Book(BaseModel):
    title: Annotated[str, Field(examples=["Emma", "Middlemarch"])]
    pages: Annotated[int, Field(gt=0, examples=[320])]


class Loan(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"book": {"title": "Emma", "pages": 320}, "days": 14}]})

    book: Book
    days: int


@app.post("/loans", status_code=201)
def create_loan(loan: Loan) -> Loan:
    return loan
