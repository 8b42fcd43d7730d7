# /// script
# requires-python = ">=3.11"
# dependencies = [
#     "fastapi[standard]",
#     "websockets",  # for the test
# ]
# ///
"""WebSocket endpoint: declare it with `@app.websocket` and use path, query and dependencies as in a request.

Parameters are checked before the endpoint runs; what is invalid ends the connection with code 1008. A dependency
refuses with `WebSocketException`. Both happen before `accept`, so over the network the client gets no code but the
answer 403 to its handshake. Since FastAPI 0.144 the security classes, such as `APIKeyHeader`, work here too.

WebSocket endpoints are not in the OpenAPI document.
"""

import os
import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, Header, WebSocket, WebSocketException, status

app = FastAPI()


def require_key(x_api_key: Annotated[str, Header()]) -> None:
    if not secrets.compare_digest(x_api_key.encode(), os.environ["API_KEY"].encode()):
        raise WebSocketException(code=status.WS_1008_POLICY_VIOLATION, reason="Wrong key")


@app.websocket("/rooms/{room}", dependencies=[Depends(require_key)])
async def join_room(websocket: WebSocket, room: int, nickname: str = "guest") -> None:
    await websocket.accept()
    await websocket.send_json({"room": room, "nickname": nickname})
    async for text in websocket.iter_text():
        await websocket.send_text(f"{nickname}: {text}")
