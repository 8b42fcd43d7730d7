# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Custom exception class: raise a domain error that carries its data, and translate it in one place.

The code that raises it needs to know nothing about HTTP. The handler turns the
data into a response; the same exception without a handler is a 500 that tells
the client nothing. The mistake is to put the data into the message only, where
the handler would have to parse it out again.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class InsufficientFundsError(Exception):
    def __init__(self, balance: int, price: int) -> None:
        super().__init__(f"{price - balance} short")
        self.balance = balance
        self.price = price


def pay(balance: int, price: int) -> int:
    if price > balance:
        raise InsufficientFundsError(balance, price)
    return balance - price


app = FastAPI()


@app.exception_handler(InsufficientFundsError)
async def explain_insufficient_funds(request: Request, exc: InsufficientFundsError) -> JSONResponse:
    return JSONResponse({"error": str(exc), "balance": exc.balance, "price": exc.price}, status_code=402)


@app.post("/payments")
def create_payment(balance: int, price: int) -> dict[str, int]:
    return {"left": pay(balance, price)}
