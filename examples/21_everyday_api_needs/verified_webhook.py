# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "redis", "standardwebhooks"]
# [tool.fastapi-by-example]
# environment = ["WEBHOOK_SECRET"]
# services = ["REDIS_URL"]
# ///
"""A webhook with a verified signature: accept only what the sender signed just now, and only once.

The signature covers the raw body, so verify that and not parsed JSON. standardwebhooks
compares in constant time and refuses old messages; malformed headers make it raise
ValueError. Redis keeps each payment under its message's ID for a worker to process, so
a replay changes nothing.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import redis.asyncio as redis
from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

webhook = Webhook(os.environ["WEBHOOK_SECRET"].encode())
MAX_BODY = 65536


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    async with redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379")) as client:
        yield {"redis": client}


app = FastAPI(lifespan=lifespan)


class Payment(BaseModel):
    order_id: int
    status: str


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
    key = f"payment:{request.headers['webhook-id']}"
    await request.state.redis.set(key, payment.model_dump_json(), nx=True, ex=86400)
