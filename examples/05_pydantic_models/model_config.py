# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""model_config: settings for a whole model, here trimmed strings and no unknown fields.

The default is `extra="ignore"`, which hides the typing mistakes of a client. `model_config` with
`ConfigDict` replaces the inner `class Config` since Pydantic 2.0; children of the
model inherit it, models in its fields do not.
"""

from typing import Annotated

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field


class Address(BaseModel):
    city: str


class Contact(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")

    name: Annotated[str, Field(min_length=2, max_length=5)]
    address: Address | None = None


class Employee(Contact):
    team: str


app = FastAPI()


@app.post("/contacts")
def create_contact(contact: Contact) -> Contact:
    return contact


@app.post("/employees")
def create_employee(employee: Employee) -> Employee:
    return employee
