# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Handling disconnects: the receive loop ends with `WebSocketDisconnect`, which carries the code and the reason.

The exception is the only news of it: it comes when something is received, with the client's code, or when something is
sent, with 1006. Where nobody catches it, a client that leaves is an error in the server's log. What has to be undone
belongs in `finally`, since the loop also ends by other errors. To end the connection from here, `close` with a code:
1000 is normal, 1008 a broken rule, 4000 to 4999 are yours.
"""

import logging

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

logger = logging.getLogger(__name__)
app = FastAPI()


@app.websocket("/echo/{user}")
async def echo(websocket: WebSocket, user: str) -> None:
    await websocket.accept()
    logger.info("%s joined", user)
    try:
        while True:
            text = await websocket.receive_text()
            if text == "quit":
                await websocket.close(code=4001, reason="You asked for it")
                break
            await websocket.send_text(text)
    except WebSocketDisconnect as disconnect:
        logger.info("%s left with %d %r", user, disconnect.code, disconnect.reason)
    finally:
        logger.info("%s cleaned up", user)
