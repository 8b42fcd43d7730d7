# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "redis", "standardwebhooks"]
# [tool.fastapi-by-example]
# environment = ["WEBHOOK_SECRET"]
# services = ["REDIS_URL"]
# ///
"""A webhook with a verified signature: only what the sender signed, just now, and only once.

The signature is of the raw body: verify that, and not parsed JSON. standardwebhooks
compares in constant time and refuses old messages, but answers odd headers with a
ValueError. Redis remembers each ID, so a replay changes nothing.
"""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio as redis
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"].encode())
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here
MAX_BODY = 65536


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) as client:
        yield {"redis": client}


app = FastAPI(lifespan=lifespan)


class Payment(BaseModel):
    order_id: int
    status: str


async def settle(payment: Payment) -> None:
    logger.info("order %d is %r", payment.order_id, payment.status)


@app.post("/webhooks/payments", status_code=204)
async def receive(request: Request) -> None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise HTTPException(status_code=413, detail="Too large")
    try:
        payment = Payment.model_validate(webhook.verify(body, dict(request.headers)))
    except (WebhookVerificationError, ValueError) as error:
        raise HTTPException(status_code=400, detail="Not a signed payment") from error
    seen = f"webhook:{request.headers['webhook-id']}"
    if await request.state.redis.set(seen, "1", nx=True, ex=86400):
        try:
            await settle(payment)
        except BaseException:
            await request.state.redis.delete(seen)  # the sender's next try counts
            raise
