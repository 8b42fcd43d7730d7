# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Handling disconnects: `WebSocketDisconnect` ends the loop, with the code and the reason.

It is raised when you receive after the client has left, and when you send. Uncaught, it is
an error in the server's log. Undo in `finally` what the connection has set up. To end it
from here, call `close` with a code: 1000 is normal, 4000 to 4999 are for you to define.
"""

import logging

from fastapi import FastAPI, WebSocket, WebSocketDisconnect

app = FastAPI()
logger = logging.getLogger("uvicorn.error")  # Uvicorn prints what is logged here
online: list[str] = []


@app.websocket("/echo/{user}")
async def echo(websocket: WebSocket, user: str) -> None:
    await websocket.accept()
    online.append(user)
    try:
        while True:
            text = await websocket.receive_text()
            if text == "quit":
                await websocket.close(code=4001, reason="You asked for it")
                break
            await websocket.send_text(text)
    except WebSocketDisconnect as left:
        logger.info("%r left: %d %r", user, left.code, left.reason)
    except KeyError:
        await websocket.close(code=1003, reason="Only text, no bytes")
    finally:
        online.remove(user)
