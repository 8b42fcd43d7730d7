# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "redis"]
# [tool.fastapi-by-example]
# services = ["REDIS_URL"]
# ///
"""Several workers sharing state through Redis: broadcast to the WebSockets of all workers.

Each message is published once, and every worker passes it on to its own sockets.
`redis_websocket_broadcast_hub.py` listens to Redis over one connection per worker and
fills a queue per socket. A client that reads too slowly misses messages and holds up
nobody else.
"""

import asyncio
from contextlib import suppress
from typing import Annotated

from fastapi import Body, FastAPI, Request, WebSocket, WebSocketDisconnect
from redis_websocket_broadcast_hub import lifespan

app = FastAPI(lifespan=lifespan)


@app.post("/news", status_code=202)
async def publish(text: Annotated[str, Body(max_length=1000)], request: Request) -> None:
    await request.state.redis.publish("news", text)


@app.websocket("/news")
async def follow(websocket: WebSocket) -> None:
    await websocket.accept()
    queue: asyncio.Queue[str] = asyncio.Queue(maxsize=100)

    async def send_news() -> None:
        with suppress(WebSocketDisconnect):
            while True:
                await websocket.send_text(await queue.get())

    websocket.state.queues.add(queue)
    sending = asyncio.create_task(send_news())
    try:
        while (await websocket.receive())["type"] != "websocket.disconnect":
            pass
    finally:
        websocket.state.queues.discard(queue)
        sending.cancel()
