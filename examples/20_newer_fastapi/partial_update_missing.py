# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2.14"]
# ///
"""Pydantic's MISSING: tell a field that was left out of a partial update from one that is null.

`model_dump` leaves out what is `MISSING`, so a merge needs no `exclude_unset`. Whether
a field may be null does not depend on whether it may be left out. The merged result is
validated as a whole, so rules across fields hold after each update.
"""

from fastapi import FastAPI, HTTPException
from pydantic import MISSING, BaseModel

app = FastAPI()


class Customer(BaseModel):
    name: str
    phone: str | None


class CustomerPatch(BaseModel, extra="forbid"):
    name: str | MISSING = MISSING
    phone: str | MISSING | None = MISSING


customers = {7: Customer(name="Ada", phone="1815")}


@app.patch("/customers/{customer_id}")
async def update_customer(customer_id: int, patch: CustomerPatch) -> Customer:
    if customer_id not in customers:
        raise HTTPException(404, "No such customer")
    merged = customers[customer_id].model_dump() | patch.model_dump()
    customers[customer_id] = Customer.model_validate(merged)
    return customers[customer_id]
