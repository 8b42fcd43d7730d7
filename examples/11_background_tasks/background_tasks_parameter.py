# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""add_task with arguments: pass positional and keyword arguments to sync and async tasks.

`add_task(function, *args, **kwargs)` keeps the arguments until the response is sent. A plain function then runs in the
thread pool, where it may block; an `async def` function runs on the event loop, where it may not. Tasks belong to the
response that the endpoint returns: a request that ends in an exception runs none of them, not even those added before.
"""

import logging
from typing import Annotated

from fastapi import BackgroundTasks, Body, FastAPI, HTTPException

STOCK = 10

logger = logging.getLogger(__name__)
app = FastAPI()


def write_invoice(item: str, *, quantity: int) -> None:
    logger.info("invoice for %d %s", quantity, item)


async def notify_warehouse(item: str, *, urgent: bool) -> None:
    logger.info("pack %s, urgent: %s", item, urgent)


@app.post("/orders/{item}", status_code=201)
async def create_order(
    item: str, quantity: Annotated[int, Body(embed=True)], background_tasks: BackgroundTasks
) -> dict[str, str | int]:
    if quantity > STOCK:
        raise HTTPException(status_code=409, detail="Not enough in stock")
    background_tasks.add_task(write_invoice, item, quantity=quantity)
    background_tasks.add_task(notify_warehouse, item, urgent=True)
    return {"item": item, "quantity": quantity}
