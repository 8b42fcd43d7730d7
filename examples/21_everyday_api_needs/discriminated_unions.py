# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Discriminated unions: accept one of several models, told apart by a field such as `kind`.

Pydantic reads that field first and validates only the matching model, so the errors are
about that model alone. Without a discriminator, it tries them all and takes the best
match. The type works in requests, responses and lists.
"""

from typing import Annotated, Literal

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Card(BaseModel):
    kind: Literal["card"]
    number: str = Field(pattern="^[0-9]{12,19}$")


class Transfer(BaseModel):
    kind: Literal["transfer"]
    iban: str = Field(min_length=15, max_length=34)


class Voucher(BaseModel):
    kind: Literal["voucher", "gift"]
    code: str


Payment = Annotated[Card | Transfer | Voucher, Field(discriminator="kind")]


class Order(BaseModel):
    total: int = Field(gt=0)
    payments: list[Payment] = Field(min_length=1, max_length=5)


def describe(payment: Payment) -> str:
    match payment:
        case Card(number=number):
            return f"card ending in {number[-4:]}"
        case Transfer(iban=iban):
            return f"transfer from {iban[:2]}"
        case Voucher(code=code):
            return f"voucher {code}"


@app.post("/orders", status_code=201)
def create_order(order: Order) -> list[str]:
    return [describe(payment) for payment in order.payments]
