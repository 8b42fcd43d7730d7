# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""RedirectResponse: send the client elsewhere, with or without its method and body.

The default, 307, repeats the request as it was. After a POST, use 303: the client
continues with a GET. `quote` keeps a value inside its place in the URL. Never redirect
to a whole URL that a client sent.
"""

from itertools import count
from urllib.parse import quote

from fastapi import FastAPI, HTTPException
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    item: str


orders: dict[int, Order] = {}
numbers = count(1)


@app.post("/shops/{shop}/orders")  # the old URL
def move(shop: str) -> RedirectResponse:
    return RedirectResponse(f"/orders?shop={quote(shop)}")


@app.post("/orders", response_class=RedirectResponse, status_code=303)
def create_order(shop: str, order: Order) -> str:
    number = next(numbers)
    orders[number] = order
    return f"/orders/{number}"


@app.get("/orders/{number}")
def read_order(number: int) -> Order:
    if number not in orders:
        raise HTTPException(status_code=404, detail="Order not found")
    return orders[number]
