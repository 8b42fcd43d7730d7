"""Listens to Redis for this worker, and puts each message into the queue of each of its sockets."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import redis.asyncio as redis
from fastapi import FastAPI

Queues = set[asyncio.Queue[str]]


async def pass_on(pubsub: Any, queues: Queues) -> None:
    while True:
        with suppress(redis.ConnectionError):
            async for message in pubsub.listen():
                for queue in queues:
                    with suppress(asyncio.QueueFull):
                        queue.put_nowait(message["data"])
        await asyncio.sleep(1)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    queues: Queues = set()
    client = redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"), decode_responses=True)
    async with client, client.pubsub(ignore_subscribe_messages=True) as pubsub:
        await pubsub.subscribe("news")
        listening = asyncio.create_task(pass_on(pubsub, queues))
        yield {"redis": client, "queues": queues}
        listening.cancel()
