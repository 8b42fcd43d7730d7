# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""add_task with arguments: pass positional and keyword arguments to a task.

A `def` task runs in a thread and may block. An `async def` task runs on the event loop
and must not block. Tasks run only if the endpoint returns: a request that ends in an
exception runs none of them.
"""

import logging
from typing import Annotated, Literal

from fastapi import BackgroundTasks, Body, FastAPI, HTTPException

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here
PRICES = {"chair": 49, "table": 120}
Item = Annotated[Literal["chair", "table", "sofa"], Body(embed=True)]


def write_invoice(item: str, *, amount: int) -> None:
    logger.info("Invoice for %s: %d EUR", item, amount)


async def notify_warehouse(item: str, *, urgent: bool) -> None:
    logger.info("Pack a %s, urgent: %s", item, urgent)


@app.post("/orders", status_code=201)
async def create_order(item: Item, background_tasks: BackgroundTasks) -> None:
    if item not in PRICES:
        raise HTTPException(status_code=409, detail="Not in stock")
    background_tasks.add_task(notify_warehouse, item, urgent=True)
    background_tasks.add_task(write_invoice, item, amount=PRICES[item])
