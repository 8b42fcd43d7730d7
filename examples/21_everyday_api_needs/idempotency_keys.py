# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "aiosqlite", "sqlalchemy[asyncio]>=2"]
# [tool.fastapi-by-example]
# services = ["DATABASE_URL"]
# ///
"""Idempotency keys: let a client that got no response send a payment again, and pay only once.

The unique constraint decides, so concurrent requests are safe too: the second one finds
the first and gets the same response. A key belongs to one customer and one body; with
another body it is a 422. `idempotency_keys_database.py` has the table and the session.
"""

from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Path, Response
from idempotency_keys_database import Payment, SessionDep, lifespan
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

app = FastAPI(lifespan=lifespan)

Customer = Annotated[int, Path(gt=0, lt=2**31)]
Key = Annotated[str, Header(alias="Idempotency-Key", pattern="^[A-Za-z0-9-]{8,64}$")]


class NewPayment(BaseModel):
    cents: int = Field(gt=0, le=1_000_000)
    receiver: str = Field(pattern=r"^[A-Z0-9]{5,34}$")


class PaymentOut(NewPayment):
    id: int


@app.post("/customers/{customer}/payments", status_code=201, response_model=PaymentOut)
async def pay(customer: Customer, new: NewPayment, key: Key, session: SessionDep, response: Response) -> Payment:
    payment = Payment(customer=customer, key=key, **new.model_dump())
    try:
        async with session.begin():
            session.add(payment)
    except IntegrityError:
        found = select(Payment).where(Payment.customer == customer, Payment.key == key)
        async with session.begin():
            payment = (await session.scalars(found)).one()
        if (payment.cents, payment.receiver) != (new.cents, new.receiver):
            raise HTTPException(status_code=422, detail="Key was used for another payment") from None
        response.headers["Idempotent-Replayed"] = "true"
    return payment
