# /// script
# requires-python = ">=3.11"
# dependencies = ["fastapi[standard]", "pydantic>=2"]
# ///
"""Receiving over a WebSocket: text, JSON and bytes, one message at a time or in a loop.

`receive_json` parses but does not validate, so pass the result to a Pydantic model.
Bytes where text was expected, or the reverse, raise `KeyError`. The `iter` methods end
when the client leaves; the `receive` methods raise `WebSocketDisconnect`.
"""

from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field

app = FastAPI()


class Details(BaseModel):
    author: str = Field(max_length=100)
    pages: int = Field(ge=1, le=1000)


@app.websocket("/documents")
async def receive_document(websocket: WebSocket) -> None:
    await websocket.accept()
    try:
        title = await websocket.receive_text()
        details = Details.model_validate(await websocket.receive_json())
        content = await websocket.receive_bytes()
        received = {"title": title, **details.model_dump(), "size": len(content)}
        await websocket.send_json(received)
        async for comment in websocket.iter_text():
            await websocket.send_text(f"Noted: {comment}")
    except (KeyError, ValueError, RecursionError):
        await websocket.close(code=1007)
    except WebSocketDisconnect:
        pass
