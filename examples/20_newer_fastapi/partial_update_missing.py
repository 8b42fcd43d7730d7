# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2.14"]
# ///
"""Pydantic's MISSING: tell a field that was left out of a partial update from one that is null.

`model_dump` leaves out what is `MISSING`, in nested models too, so a merge needs no
`exclude_unset`. A field may allow null or not, whether or not it may be left out. The
merged result is validated as a whole: rules across fields hold after each update.
"""

from typing import Any

from fastapi import FastAPI, HTTPException
from pydantic import MISSING, BaseModel

app = FastAPI()


class Address(BaseModel):
    street: str
    city: str


class Customer(BaseModel):
    name: str
    phone: str | None
    address: Address


class AddressPatch(BaseModel, extra="forbid"):
    street: str | MISSING = MISSING
    city: str | MISSING = MISSING


class CustomerPatch(BaseModel, extra="forbid"):
    name: str | MISSING = MISSING
    phone: str | MISSING | None = MISSING
    address: AddressPatch | MISSING = MISSING


customers = {
    7: Customer(name="Ada", phone="1815", address=Address(street="Main", city="Ely")),
}


def merge(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = {k: merge(old[k], v) if isinstance(v, dict) else v for k, v in new.items()}
    return old | merged


@app.patch("/customers/{customer_id}")
async def update_customer(customer_id: int, patch: CustomerPatch) -> Customer:
    if customer_id not in customers:
        raise HTTPException(404, "No such customer")
    merged = merge(customers[customer_id].model_dump(), patch.model_dump())
    customers[customer_id] = Customer.model_validate(merged)
    return customers[customer_id]
