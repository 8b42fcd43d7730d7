# /// script
# requires-python = ">=3.11"
# dependencies = ["msgpack"]
# ///
"""Around MessagePack: older types, Accept with several types, other answers, streams, own packers, large numbers."""

from collections.abc import Iterator
from typing import Any

import msgpack
from fastapi import FastAPI, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from messagepack_response import app
from msgpack_asgi import MessagePackMiddleware

client = TestClient(app, raise_server_exceptions=False)
MSGPACK = "application/vnd.msgpack"
OLD = "application/x-msgpack"
SENT = {"sensor": "Küche", "values": [1500]}


def watch_accept_headers() -> object:
    accepted = [MSGPACK, OLD, f"{MSGPACK}, application/json", f"{MSGPACK};q=1", "*/*", MSGPACK.upper(), ""]
    found = []
    for accept in accepted:
        response = client.post("/readings", json=SENT, headers={"Accept": accept})
        found.append([accept, response.headers["content-type"], response.headers.get("vary"), len(response.content)])
    return found


def watch_content_types_of_a_body() -> object:
    found = []
    for kind in (MSGPACK, OLD, f"{MSGPACK}; charset=utf-8", "application/json", "application/octet-stream"):
        response = client.post("/readings", content=msgpack.packb({"values": [1]}), headers={"Content-Type": kind})
        found.append([kind, response.status_code, response.text])
    return found


def watch_body_that_is_no_reading() -> object:
    contents = [b"\xc1", b"", b"\x91" * 3000, b"\xd4\x01\x00", b"\xc4\x01\x00", b"\x81\x01\x02", b"\x00\x00"]
    answers = [client.post("/readings", content=each, headers={"Content-Type": MSGPACK}) for each in contents]
    return [[each.status_code, each.text[:200]] for each in answers]


def watch_msgpack_without_the_middleware() -> object:
    other = FastAPI()

    @other.post("/")
    def create(item: dict[str, int]) -> dict[str, int]:
        return item

    reader = TestClient(other, raise_server_exceptions=False)
    contents = [msgpack.packb({"a": 1}), b"\xff\xfe"]
    return [reader.post("/", content=each, headers={"Content-Type": OLD}).status_code for each in contents]


def other_app(**options: Any) -> TestClient:
    other = FastAPI()
    other.add_middleware(MessagePackMiddleware, **options)

    @other.get("/text", response_class=PlainTextResponse)
    def read_text() -> str:
        return "text"

    @other.get("/number")
    def read_number() -> float:
        return 1.5

    @other.get("/large")
    def read_large() -> int:
        return 2**70

    @other.get("/problem")
    def read_problem() -> JSONResponse:
        return JSONResponse({"a": 1}, 400, media_type="application/problem+json")

    @other.get("/empty", status_code=204)
    def read_nothing() -> None: ...

    @other.get("/stream")
    def read_stream() -> StreamingResponse:
        def parts() -> Iterator[bytes]:
            yield b"[1"
            yield b"]"

        return StreamingResponse(parts(), media_type="application/json")

    @other.websocket("/ws")
    async def echo(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_json({"a": 1})
        await websocket.close()

    return TestClient(other)


def watch_other_answers() -> object:
    found: list[Any] = []
    reader = other_app()
    for path in ("/text", "/number", "/large", "/problem", "/empty", "/stream", "/missing", "/openapi.json"):
        try:
            response = reader.get(path, headers={"Accept": MSGPACK})
            found.append([path, response.status_code, response.headers.get("content-type"), len(response.content) > 0])
        except Exception as error:
            found.append([path, type(error).__name__, str(error)])
    with reader.websocket_connect("/ws", headers={"Accept": MSGPACK}) as websocket:
        found.append(websocket.receive_json())
    return found


def watch_options_of_the_middleware() -> object:
    found: list[Any] = []
    for options in (
        {"content_type": OLD},
        {"packb": lambda value: b"packed", "unpackb": lambda data: {"unpacked": len(data)}},
        {"allow_naive_streaming": True},
    ):
        try:
            reader = other_app(**options)
            for path, accept in (("/number", OLD), ("/number", MSGPACK), ("/stream", MSGPACK)):
                response = reader.get(path, headers={"Accept": accept})
                found.append([path, response.headers["content-type"], response.content.hex()])
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    return found


def watch_response_class_of_ones_own() -> object:
    class Packed(JSONResponse):
        media_type = MSGPACK

        def render(self, content: Any) -> bytes:
            packed: bytes = msgpack.packb(content)
            return packed

    other = FastAPI()

    @other.get("/", response_class=Packed)
    def read() -> dict[str, float]:
        return {"a": 1.5}

    response = TestClient(other).get("/")
    content = other.openapi()["paths"]["/"]["get"]["responses"]["200"]["content"]
    return response.headers["content-type"], response.content.hex(), content


def watch_openapi_beside_the_middleware() -> object:
    operation = app.openapi()["paths"]["/readings"]["post"]
    return operation["requestBody"]["content"], list(operation["responses"]["200"]["content"])
