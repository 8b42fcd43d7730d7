# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""RedirectResponse: send the client elsewhere, with or without its method and body.

The default, 307, repeats the request as it was. After a POST, use 303: the client
continues with a GET. `quote` keeps a value from changing the rest of the URL. Never
redirect to a URL that a client sent.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import Body, FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()
orders: list[tuple[str, str]] = []


@app.post("/shops/{shop}/orders")  # the old URL
def redirect_to_orders(shop: str) -> RedirectResponse:
    return RedirectResponse(f"/orders?shop={quote(shop)}")


@app.post("/orders", response_class=RedirectResponse, status_code=303)
def create_order(shop: str, item: Annotated[str, Body(embed=True)]) -> str:
    orders.append((shop, item))
    return "/orders"


@app.get("/orders")
def list_orders() -> list[tuple[str, str]]:
    return orders
