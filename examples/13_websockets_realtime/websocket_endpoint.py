# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]"]
# [tool.fastapi-by-example]
# environment = ["API_KEY"]
# ///
"""WebSocket endpoint: check parameters and caller as in a request, then talk both ways.

A caller refused before `accept` gets a 403. CORS middleware ignores WebSockets, so
check `Origin` yourself, or any website can connect with its visitor's cookie. Browsers
cannot set headers such as `X-API-Key` here: use a cookie, or a first message.
"""

import os
import secrets
from contextlib import suppress
from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Header, WebSocket, WebSocketDisconnect, WebSocketException

app = FastAPI()
API_KEY = os.environ["API_KEY"]
ORIGINS = {"https://example.com", "http://localhost:8000"}


def check_caller(origin: Annotated[str, Header()], api_key: Annotated[str, Cookie(min_length=1)]) -> None:
    known = secrets.compare_digest(api_key.encode(), API_KEY.encode())
    if not known or origin not in ORIGINS:
        raise WebSocketException(code=1008)


@app.websocket("/rooms/{room}", dependencies=[Depends(check_caller)])
async def join_room(websocket: WebSocket, room: int, nickname: str = "guest") -> None:
    await websocket.accept()
    with suppress(WebSocketDisconnect, KeyError):  # they left, or sent bytes
        await websocket.send_json({"room": room, "nickname": nickname})
        while True:
            text = await websocket.receive_text()
            await websocket.send_text(f"{nickname}: {text}")
