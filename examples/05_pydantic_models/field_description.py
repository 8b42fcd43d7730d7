# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field description: give a field a title and a description for the documentation.

They change nothing else. Without `title`, the docs show the name of the field. A nested
model can have a different description in each place that uses it.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Address(BaseModel):
    city: str


class Customer(BaseModel):
    name: Annotated[str, Field(title="Full name", description="As on the invoice.")]
    vat: Annotated[str | None, Field(description="Companies only.")] = None
    billing: Annotated[Address, Field(description="Where the invoice goes.")]
    delivery: Annotated[Address | None, Field(description="If it differs from billing.")] = None


@app.post("/customers", status_code=201)
def create_customer(customer: Customer) -> Customer:
    return customer
