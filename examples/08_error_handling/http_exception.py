# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""HTTPException: end the request with a status code and a JSON body that says why.

Raise it in the endpoint or in anything that the endpoint calls; nothing after it runs.
`detail` can be any JSON value and defaults to the phrase of the status code.
"""

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, PositiveInt

app = FastAPI()

STOCK = {"hammer": 3, "saw": 0}


class Order(BaseModel):
    item: str
    amount: PositiveInt = 1


@app.post("/orders", status_code=201)
async def create_order(order: Order) -> Order:
    if order.item not in STOCK:
        raise HTTPException(404, detail="There is no such item")
    if order.amount > STOCK[order.item]:
        raise HTTPException(409, detail={"reason": "out of stock", "left": STOCK[order.item]})
    STOCK[order.item] -= order.amount
    return order
