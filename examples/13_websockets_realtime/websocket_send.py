# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Sending over a WebSocket: text, JSON and bytes, and one message to every client.

`send_json` calls `json.dumps`, so pass it a model's `model_dump(mode="json")`.
Broadcast to all clients at once and with a timeout, or one that stops reading holds up
the rest. The set holds only the clients of its own process; several workers need a
broker such as Redis.
"""

import asyncio

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
connections: set[WebSocket] = set()


async def send(connection: WebSocket, text: str) -> None:
    try:
        async with asyncio.timeout(1.0):
            await connection.send_text(text)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        connections.discard(connection)


@app.websocket("/chat")
async def chat(websocket: WebSocket) -> None:
    await websocket.accept()
    connections.add(websocket)
    try:
        await websocket.send_json({"online": len(connections)})
        await websocket.send_json({"online": len(connections)}, mode="binary")
        await websocket.send_bytes(b"\x00\xff")
        while True:
            text = await websocket.receive_text()
            await asyncio.gather(*(send(connection, text) for connection in connections))
    except (WebSocketDisconnect, KeyError):  # they left, or sent bytes
        pass
    finally:
        connections.discard(websocket)
