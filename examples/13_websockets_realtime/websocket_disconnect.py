# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# ///
"""Handling disconnects: `WebSocketDisconnect` ends the loop, with a code and a reason.

It is raised when you receive from a client that has left, or send to it. Uncaught, it
is an error in the server's log. Clean up in `finally`. To end the connection yourself,
call `close` with a code: 1000 is normal, 4000 to 4999 are yours to define.
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
                await websocket.close(code=4001, reason="Quit on request")
                break
            await websocket.send_text(text)
    except WebSocketDisconnect as left:
        logger.info("%r left: %d %r", user, left.code, left.reason)
    except KeyError:
        await websocket.close(code=1003, reason="Text only")
    finally:
        online.remove(user)
