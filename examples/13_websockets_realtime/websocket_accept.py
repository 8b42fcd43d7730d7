# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Accepting a WebSocket: answer the handshake with `accept`, a subprotocol and headers.

Nothing can be sent or received before `accept`. Choose a subprotocol that the client
offers, or a browser closes the connection. `close` before `accept` refuses the
handshake: the client gets a 403 without a close code or a reason.
"""

from contextlib import suppress

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
SUBPROTOCOLS = ("chat.v2", "chat.v1")


@app.websocket("/chat")
async def chat(websocket: WebSocket) -> None:
    offered = websocket.scope["subprotocols"]
    chosen = next((name for name in SUBPROTOCOLS if name in offered), None)
    if chosen is None:
        await websocket.close(code=1002, reason="Unknown subprotocol")
        return
    await websocket.accept(subprotocol=chosen, headers=[(b"x-latest", b"chat.v2")])
    with suppress(WebSocketDisconnect):
        await websocket.send_text(f"Welcome to {chosen}")
        await websocket.close()
