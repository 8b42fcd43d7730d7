# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Sending over a WebSocket: text, JSON, bytes, and one message to everyone who is connected.

`send_json` makes compact JSON, by default in a text frame and with `mode="binary"` in a binary one; since Starlette
0.33 characters outside ASCII stay as they are. It calls `json.dumps`, so a model or a datetime needs
`jsonable_encoder` first.

The set of connections belongs to one process: with several workers each would reach its own clients only, and a broker
such as Redis has to carry the message between them. A client that has left is found out by the attempt to send to it.
"""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
connections: set[WebSocket] = set()


@app.websocket("/kinds")
async def send_each_kind(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("déjà vu")
    await websocket.send_json({"word": "déjà vu", "n": [1, 2]})
    await websocket.send_json({"word": "déjà vu"}, mode="binary")
    await websocket.send_bytes(b"\x00\xff")
    await websocket.close()


async def broadcast(text: str) -> None:
    for connection in list(connections):
        try:
            await connection.send_text(text)
        except (WebSocketDisconnect, RuntimeError):
            connections.discard(connection)


@app.websocket("/chat")
async def chat(websocket: WebSocket) -> None:
    await websocket.accept()
    connections.add(websocket)
    try:
        async for text in websocket.iter_text():
            await broadcast(text)
    finally:
        connections.discard(websocket)
