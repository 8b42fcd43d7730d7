# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""add_task with arguments: pass positional and keyword arguments to a task.

A `def` task runs in a thread and may block. An `async def` task runs on the event loop and
may not. Tasks run only if the endpoint returns: a request that ends in an exception runs
none of them.
"""

import logging
from typing import Literal

from fastapi import BackgroundTasks, FastAPI, HTTPException
from pydantic import BaseModel, Field

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here
PRICES = {"chair": 49, "table": 120}


class Order(BaseModel):
    item: Literal["chair", "table", "sofa"]
    quantity: int = Field(ge=1, le=100)


def write_invoice(item: str, *, amount: int) -> None:
    logger.info("Invoice for %s: %d EUR", item, amount)


async def notify_warehouse(item: str, quantity: int, *, urgent: bool) -> None:
    logger.info("Pack %d %s, urgent: %s", quantity, item, urgent)


@app.post("/orders", status_code=201)
async def create_order(order: Order, background_tasks: BackgroundTasks) -> Order:
    if order.item not in PRICES:
        raise HTTPException(status_code=409, detail="Not in stock")
    background_tasks.add_task(notify_warehouse, order.item, order.quantity, urgent=True)
    amount = PRICES[order.item] * order.quantity
    background_tasks.add_task(write_invoice, order.item, amount=amount)
    return order
