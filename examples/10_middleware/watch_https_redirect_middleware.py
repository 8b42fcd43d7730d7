"""Around the redirect to https: hosts, ports, paths, WebSockets, proxies."""

import asyncio

from fastapi import FastAPI, Request, WebSocket
from fastapi.middleware.httpsredirect import HTTPSRedirectMiddleware
from fastapi.testclient import TestClient
from starlette.types import Message, Scope

HOSTS = [
    "example.com",
    "example.com:80",
    "example.com:443",
    "example.com:8000",
    "EXAMPLE.com",
    "a_b.com",
    "[::1]:80",
    "[::1]",
]
MALFORMED = ["", " ", "a.com/x", "a.com?x", "a.com#x", "a.com:99999", "a.com:x", "a@b.com", "é.com", "[::1", "a.com:"]


def redirecting() -> FastAPI:
    made = FastAPI()
    made.add_middleware(HTTPSRedirectMiddleware)

    @made.get("/url")
    async def read(request: Request) -> str:
        return str(request.url)

    @made.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    return made


def locations(hosts: list[str], path: str = "/url", scheme: str = "http") -> object:
    client = TestClient(redirecting(), base_url=f"{scheme}://example.com", follow_redirects=False)
    seen: list[object] = []
    for host in hosts:
        try:
            response = client.get(path, headers={b"Host": host.encode("latin-1")})
            seen.append((response.status_code, response.text, response.headers.get("location")))
        except Exception as error:
            seen.append((type(error).__name__, "", None))
    return seen


def watch_hosts_and_ports() -> object:
    return locations(HOSTS)


def watch_malformed_hosts() -> object:
    return locations(MALFORMED), locations(MALFORMED, scheme="https")


def watch_odd_paths() -> object:
    client = TestClient(redirecting(), base_url="http://example.com", follow_redirects=False)
    paths = ["//evil.org", "/%2F%2Fevil.org", "/a%0d%0ab", "/é", "/a;b", "/?a=%20", "/a%3Fb", "/../x"]
    return [client.get(path).headers.get("location") for path in paths]


def watch_no_host_at_all() -> object:
    sent: list[object] = []

    async def ask(server: tuple[str, int] | None) -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append((message.get("status"), str(message.get("headers", message.get("body")))))

        scope: Scope = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [],
            "scheme": "http",
        }
        await redirecting()({**scope, "server": server}, receive, send)

    for server in (None, ("127.0.0.1", 8000), ("127.0.0.1", 80)):
        try:
            asyncio.run(ask(server))
        except Exception as error:
            sent.append(type(error).__name__)
    return sent


def watch_websockets() -> object:
    client = TestClient(redirecting())
    seen = []
    for url in ("/ws?a=1", "ws://testserver:80/ws", "wss://testserver/ws"):
        try:
            with client.websocket_connect(url) as session:
                seen.append(session.receive_text())
        except Exception as error:
            headers = getattr(error, "headers", {})
            seen.append(f"{type(error).__name__} {headers.get('location')}")
    return seen


def watch_forwarded_headers() -> object:
    client = TestClient(redirecting(), follow_redirects=False)
    forwarded = [{"X-Forwarded-Proto": "https"}, {"X-Forwarded-Host": "a.com"}, {"Forwarded": "proto=https"}]
    return [client.get("/url", headers=headers).headers.get("location") for headers in forwarded]


def watch_mounted_and_with_a_root_path() -> object:
    outer = FastAPI()
    outer.mount("/inner", redirecting())
    rooted = TestClient(redirecting(), root_path="/api", follow_redirects=False)
    mounted = TestClient(outer, follow_redirects=False).get("/inner/url?a=1")
    return mounted.headers.get("location"), rooted.get("/api/url").headers.get("location")


def watch_lifespan() -> object:
    with TestClient(redirecting(), base_url="https://testserver") as client:
        return client.get("/url").json()
