# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Receiving over a WebSocket: text, JSON and bytes, one message at a time or in a loop.

`receive_json` parses a text frame, or a binary one with `mode="binary"`, and raises `json.JSONDecodeError` for what is
not JSON: catch it, or the error ends the connection. `receive_text` on a binary frame, and `receive_bytes` on a text
frame, is a `KeyError`. `iter_text`, `iter_json` and `iter_bytes` end when the client leaves instead of raising.
"""

import json
from typing import Any

from fastapi import FastAPI, WebSocket

app = FastAPI()


@app.websocket("/once")
async def receive_one_of_each(websocket: WebSocket) -> None:
    await websocket.accept()
    received: dict[str, Any] = {
        "text": await websocket.receive_text(),
        "json": await websocket.receive_json(),
        "binary json": await websocket.receive_json(mode="binary"),
        "bytes": list(await websocket.receive_bytes()),
    }
    await websocket.send_json(received)
    await websocket.close()


@app.websocket("/commands")
async def receive_commands(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        try:
            command = json.loads(text)
        except json.JSONDecodeError as error:
            await websocket.send_json({"error": error.msg, "position": error.pos})
        else:
            await websocket.send_json({"done": command})
