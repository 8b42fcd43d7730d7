# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Field description: titles and descriptions that appear in the documentation and change nothing else.

Without `title` the documentation shows the name of the field. A description beside
a nested model stands next to its `$ref`, so the same model can be described differently
in each place.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, Field


class Address(BaseModel):
    city: str


class Customer(BaseModel):
    name: Annotated[str, Field(title="Full name", description="As printed on the invoice.")]
    vat: Annotated[str | None, Field(title="VAT number", description="Only for companies.")] = None
    billing: Annotated[Address, Field(description="Where the invoice goes.")]
    delivery: Annotated[Address | None, Field(description="Where the parcel goes, if elsewhere.")] = None
    notes: str = ""


app = FastAPI()


@app.post("/customers")
def create_customer(customer: Customer) -> Customer:
    return customer
