# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""camelCase JSON: speak camelCase with clients, and keep snake_case in Python.

One base model does it for requests, responses and the documentation; nested models
inherit from it too. `populate_by_name` lets Python code use the Python names, and makes
the API accept them as well. FastAPI writes the aliases unless
`response_model_by_alias=False`.
"""

from datetime import date

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

app = FastAPI()


class CamelModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class PostalAddress(CamelModel):
    street_name: str
    zip_code: str


class Customer(CamelModel):
    first_name: str
    birth_date: date | None = None
    postal_address: PostalAddress


customers = [Customer(first_name="Ada", postal_address=PostalAddress(street_name="Main", zip_code="CB7"))]


@app.post("/customers", status_code=201)
def create_customer(customer: Customer) -> Customer:
    customers.append(customer)
    return customer


@app.get("/customers")
def list_customers() -> list[Customer]:
    return customers
