"""Around security headers: where middleware adds them, in which order, and to what."""

from typing import Any

from fastapi import FastAPI, WebSocket
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from fastapi.testclient import TestClient
from security_headers import HEADERS, SecurityHeadersMiddleware, app


def seen(response: Any) -> list[Any]:
    return [response.status_code, sorted(name for name in HEADERS if name.lower() in response.headers)]


def made() -> FastAPI:
    own = FastAPI()
    own.add_middleware(SecurityHeadersMiddleware)

    @own.get("/crash")
    def crash() -> None:
        raise ValueError

    @own.get("/stream")
    def stream() -> StreamingResponse:
        return StreamingResponse(iter(["a"]), headers={"cache-control": "private", "CACHE-CONTROL": "public"})

    @own.get("/redirect")
    def redirect() -> RedirectResponse:
        return RedirectResponse("/stream")

    @own.get("/empty")
    def empty() -> Response:
        return Response(status_code=204)

    return own


def watch_kinds_of_responses() -> object:
    client = TestClient(made(), raise_server_exceptions=False, follow_redirects=False)
    return {path: seen(client.get(path)) for path in ("/crash", "/stream", "/redirect", "/empty", "/docs", "/none")}


def watch_header_that_a_route_sets_twice() -> object:
    return TestClient(made()).get("/stream").headers.get_list("cache-control")


def watch_handshake_of_a_socket() -> object:
    own = made()

    @own.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    with TestClient(own).websocket_connect("/socket") as connection:
        return sorted(name for name in HEADERS if name.lower() in dict(connection.extra_headers or []))


def watch_mounted_app_and_preflight() -> object:
    from fastapi.middleware.cors import CORSMiddleware

    told = []
    for order in ((0, 1), (1, 0)):
        own, sub = FastAPI(), FastAPI()
        sub.get("/")(lambda: "sub")
        own.mount("/sub", sub)
        for index in order:
            if index:
                own.add_middleware(CORSMiddleware, allow_origins=["https://a.example"])
            else:
                own.add_middleware(SecurityHeadersMiddleware)
        asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
        client = TestClient(own)
        told.append([seen(client.get("/sub/")), seen(client.options("/sub/", headers=asked))])
    return told


def watch_openapi() -> object:
    return app.openapi()["paths"]
