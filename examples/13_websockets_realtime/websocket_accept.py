# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "websockets",  # for the test
# ]
# ///
"""Accepting a WebSocket: `accept` answers the handshake, with a subprotocol and headers of your choice.

Nothing can be sent or received before it. Choose the subprotocol among those that the client offers, since a browser
closes the connection over any other. Header names and values are bytes.

`close` before `accept` refuses the handshake: the client gets status 403 and neither the code nor the reason. To refuse
with another status and a body, raise `HTTPException`, which since Starlette 0.41 becomes the answer to the handshake.
"""

from fastapi import FastAPI, HTTPException, WebSocket

SUPPORTED = ("chat.v2", "chat.v1")

app = FastAPI()


@app.websocket("/chat")
async def chat(websocket: WebSocket) -> None:
    offered = websocket.scope["subprotocols"]
    chosen = next((protocol for protocol in SUPPORTED if protocol in offered), None)
    if chosen is None:
        await websocket.close(code=1002, reason="Unknown protocol")
        return
    await websocket.accept(subprotocol=chosen, headers=[(b"x-session", b"42")])
    await websocket.send_text(f"welcome to {chosen}")
    await websocket.close()


@app.websocket("/full")
async def full(websocket: WebSocket) -> None:
    raise HTTPException(status_code=503, detail="Too many connections", headers={"Retry-After": "60"})
