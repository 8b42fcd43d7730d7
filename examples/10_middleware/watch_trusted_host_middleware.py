"""Around trusted hosts: odd hosts and ports, wildcards, www, WebSockets, links built from the host."""

from typing import Any

from fastapi import FastAPI, Request, WebSocket
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.testclient import TestClient


def answers(hosts: list[str], path: str = "/", **options: Any) -> object:
    made = FastAPI()
    made.add_middleware(TrustedHostMiddleware, **options)

    @made.get("/")
    async def link(request: Request) -> str:
        return str(request.url_for("link"))

    client = TestClient(made, follow_redirects=False, raise_server_exceptions=False)
    seen: list[object] = []
    for host in hosts:
        try:
            response = client.get(path, headers={"Host": host})
            seen.append((response.status_code, response.text, response.headers.get("location")))
        except Exception as error:
            seen.append((type(error).__name__, str(error), None))
    return seen


def watch_ports() -> object:
    hosts = [
        "example.com:8000",
        "example.com:",
        "example.com:x",
        "example.com:80:90",
        "example.com:99999",
        "example.com:-1",
    ]
    return answers(hosts, allowed_hosts=["example.com"])


def watch_malformed_hosts() -> object:
    hosts = [
        "",
        " ",
        "example.com.",
        "example.com/",
        "example.com?x",
        "example.com#x",
        "example.com:80@evil.org",
        "a\\b",
    ]
    hosts += ["evil.org/.example.com", "evil.org:1.example.com", ".example.com", "-.example.com", "a_b.example.com"]
    return answers(hosts, allowed_hosts=["example.com", "*.example.com"])


def watch_ip_addresses() -> object:
    hosts = ["[::1]", "[::1]:8000", "[::1", "::1", "127.0.0.1:80"]
    return answers(hosts, allowed_hosts=["[::1]", "::1", "127.0.0.1"]), answers(hosts, allowed_hosts=["[::1]"])


def watch_any_host() -> object:
    hosts = ["evil.org", "", "a/b"]
    return answers(hosts), answers(hosts, allowed_hosts=None), answers(hosts, allowed_hosts=["*", "example.com"])


def watch_no_host_allowed() -> object:
    return answers(["example.com", ""], allowed_hosts=[])


def watch_host_in_upper_case() -> object:
    hosts = ["EXAMPLE.com", "API.Example.com", "example.com"]
    listed = (["example.com", "*.example.com"], ["EXAMPLE.com", "*.EXAMPLE.com"])
    return [answers(hosts, allowed_hosts=each) for each in listed]


def watch_listed_host_with_a_port() -> object:
    return answers(["example.com", "example.com:80"], allowed_hosts=["example.com:80"])


def watch_wildcard_and_the_domain_itself() -> object:
    return answers(["example.com", "www.example.com", "wwwexample.com"], allowed_hosts=["*.example.com"])


def watch_wildcards_elsewhere() -> object:
    return [
        answers(["example.com"], allowed_hosts=[each]) for each in ("exa*mple.com", "*example.com", "*.", "a.*.com")
    ]


def watch_redirect_to_www() -> object:
    hosts = ["example.com", "example.com:8000", "www.example.com", "www.www.example.com", "evil.org"]
    redirecting = answers(hosts, "/?a=1", allowed_hosts=["www.example.com"])
    return redirecting, answers(hosts, allowed_hosts=["www.example.com"], www_redirect=False)


def watch_redirect_to_www_by_a_wildcard() -> object:
    return answers(["example.com"], allowed_hosts=["*.example.com"], www_redirect=True)


def watch_two_hosts() -> object:
    made = FastAPI()
    made.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com"])
    made.get("/")(lambda: "in")
    pairs = [("example.com", "evil.org"), ("evil.org", "example.com")]
    return [TestClient(made).get("/", headers=[("Host", first), ("Host", last)]).status_code for first, last in pairs]


def watch_websocket_and_lifespan() -> object:
    made = FastAPI()
    made.add_middleware(TrustedHostMiddleware, allowed_hosts=["example.com"])

    @made.websocket("/ws")
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")

    seen = []
    with TestClient(made) as client:
        for host in ("example.com", "evil.org"):
            try:
                with client.websocket_connect("/ws", headers={"Host": host}) as session:
                    seen.append(session.receive_text())
            except Exception as error:
                seen.append(f"{type(error).__name__} {getattr(error, 'status_code', '')}")
    return seen
