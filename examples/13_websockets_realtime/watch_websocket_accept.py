"""Around accept: the order of messages, refusals with an HTTP answer, and what the server is sent."""

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, HTTPException, WebSocket
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from fastapi.testclient import TestClient
from websocket_accept import app


def sent(endpoint: Callable[..., Any], *received: dict[str, Any], denial: bool = True, path: str = "/") -> object:
    """What an app sends to the server, given what the server sends to it."""
    made = endpoint if isinstance(endpoint, FastAPI) else FastAPI()
    if not isinstance(endpoint, FastAPI):
        made.websocket("/")(endpoint)
    incoming = iter(received or [{"type": "websocket.connect"}])
    outgoing: list[object] = []
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "ws",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
    }
    if denial:
        scope["extensions"] = {"websocket.http.response": {}}

    async def receive() -> dict[str, Any]:
        return next(incoming)

    async def send(message: Any) -> None:
        outgoing.append({key: str(value) for key, value in message.items()})

    try:
        asyncio.run(made(scope, receive, send))
    except Exception as error:
        outgoing.append(f"{type(error).__name__}: {error}")
    return outgoing


def watch_accept_without_arguments() -> object:
    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()

    made = FastAPI()
    made.websocket("/")(accept)
    with TestClient(made).websocket_connect("/", subprotocols=["chat.v1"]) as connection:
        return connection.accepted_subprotocol, connection.extra_headers, sent(accept)


def watch_refused_handshake() -> object:
    return sent(app, path="/chat"), sent(app, path="/nowhere"), sent(app, path="/nowhere", denial=False)


def watch_http_exception_before_accept() -> object:
    async def refuse(websocket: WebSocket) -> None:
        raise HTTPException(status_code=503, detail="Too many", headers={"Retry-After": "60"})

    async def refuse_later(websocket: WebSocket) -> None:
        await websocket.accept()
        raise HTTPException(status_code=503)

    return sent(refuse), sent(refuse, denial=False), sent(refuse_later)


def watch_http_exception_in_the_test_client() -> object:
    made = FastAPI()

    @made.websocket("/")
    async def refuse(websocket: WebSocket) -> None:
        raise HTTPException(status_code=503, detail="Too many", headers={"Retry-After": "60"})

    try:
        with TestClient(made).websocket_connect("/"):
            return "accepted"
    except Exception as error:
        return type(error).__name__, getattr(error, "status_code", None), getattr(error, "text", str(error))


def watch_denial_responses() -> object:
    async def deny(websocket: WebSocket) -> None:
        await websocket.send_denial_response(JSONResponse({"detail": "no"}, status_code=403))

    async def deny_in_parts(websocket: WebSocket) -> None:
        await websocket.send_denial_response(StreamingResponse(iter(["a", "b"]), status_code=429))

    async def deny_twice(websocket: WebSocket) -> None:
        await websocket.send_denial_response(PlainTextResponse("no", status_code=403))
        await websocket.send_denial_response(PlainTextResponse("no", status_code=403))

    async def deny_and_accept(websocket: WebSocket) -> None:
        await websocket.send({"type": "websocket.http.response.start", "status": 403, "headers": []})
        await websocket.accept()

    endpoints = (deny, deny_in_parts, deny_twice, deny_and_accept)
    return [sent(endpoint) for endpoint in endpoints], sent(deny, denial=False)


def watch_wrong_order() -> object:
    async def send_first(websocket: WebSocket) -> None:
        await websocket.send_text("too early")

    async def receive_text(websocket: WebSocket) -> None:
        await websocket.receive_text()

    async def receive_bytes(websocket: WebSocket) -> None:
        await websocket.receive_bytes()

    async def receive_json(websocket: WebSocket) -> None:
        await websocket.receive_json()

    async def accept_twice(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.accept()

    async def close_twice(websocket: WebSocket) -> None:
        await websocket.close()
        await websocket.close()

    async def receive_connect_first(websocket: WebSocket) -> None:
        message = await websocket.receive()
        await websocket.accept(headers=[(b"x-first", message["type"].encode())])

    wrong = (send_first, receive_text, receive_bytes, receive_json, accept_twice, close_twice, receive_connect_first)
    return [sent(endpoint) for endpoint in wrong]


def watch_messages_that_no_server_should_send() -> object:
    async def accept(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()

    connect = {"type": "websocket.connect"}
    return sent(accept, {"type": "websocket.receive", "text": "a"}), sent(accept, connect, connect)


def watch_states() -> object:
    states: list[list[str]] = []

    async def look(websocket: WebSocket) -> None:
        def note() -> None:
            states.append([websocket.client_state.name, websocket.application_state.name])

        note()
        await websocket.accept()
        note()
        await websocket.receive()
        note()
        await websocket.close()
        note()

    sent(look, {"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000})
    return states


def watch_state_of_a_denial() -> object:
    states: list[str] = []

    async def look(websocket: WebSocket) -> None:
        await websocket.send({"type": "websocket.http.response.start", "status": 403, "headers": []})
        states.append(websocket.application_state.name)
        await websocket.send({"type": "websocket.http.response.body", "body": b""})
        states.append(websocket.application_state.name)

    return sent(look), states


def watch_names_that_can_be_imported() -> object:
    import fastapi.websockets
    import starlette.websockets

    names = ["WebSocket", "WebSocketClose", "WebSocketDisconnect", "WebSocketDisconnected", "WebSocketState"]
    return {
        name: [hasattr(fastapi.websockets, name), [base.__name__ for base in getattr(kind, "__mro__", [])[1:]]]
        for name in names
        for kind in [getattr(starlette.websockets, name, None)]
    }


def watch_what_a_connection_knows() -> object:
    made = FastAPI()
    made.state.word = "shared"

    @made.websocket("/{x}")
    async def look(websocket: WebSocket) -> None:
        websocket.state.own = "own"
        await websocket.accept()
        client = websocket.client
        await websocket.send_json(
            [
                str(websocket.url),
                str(websocket.base_url),
                websocket.path_params,
                dict(websocket.query_params),
                websocket.cookies,
                [client.host, client.port] if client else None,
                websocket.app.state.word,
                websocket.state.own,
                websocket["type"],
                len(websocket) > 0,
            ]
        )
        await websocket.close()

    with TestClient(made).websocket_connect("/a?b=c", headers={"Cookie": "d=e"}) as connection:
        return connection.receive_json()


def watch_a_request_as_a_websocket() -> object:
    try:
        WebSocket({"type": "http"}, None, None)  # type: ignore[arg-type]
    except AssertionError:
        return "refused"
    return "taken"


def watch_close_as_an_app() -> object:
    from starlette.websockets import WebSocketClose

    closes: list[object] = []

    async def send(message: Any) -> None:
        closes.append(dict(message))

    for arguments in ((), (1008,), (4000, "mine")):
        asyncio.run(WebSocketClose(*arguments)({}, None, send))  # type: ignore[arg-type]
    return closes
