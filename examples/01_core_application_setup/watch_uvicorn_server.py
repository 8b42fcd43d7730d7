"""Around Uvicorn: its defaults, its response headers, odd requests, and what it refuses to run."""

import asyncio
import contextlib
import inspect
import io
import logging
import socket
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from uvicorn_server import app


@contextlib.contextmanager
def messages() -> Iterator[list[str]]:
    """What Uvicorn logs, without process ids."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage().partition(" [")[0])

    logger = logging.getLogger("uvicorn.error")
    listener, level = Listener(), logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def exchange(served: Any, *requests: bytes, **options: Any) -> list[str]:
    """Serve on a socket of the system's choice; return the raw answers."""

    async def main() -> list[str]:
        listening = socket.create_server(("127.0.0.1", 0))
        server = Server(uvicorn.Config(served, log_config=None, **options))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await asyncio.wait_for(server.ready.wait(), 30)
        answers = []
        for request in requests:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            writer.write(request)
            answers.append((await reader.read()).decode("latin-1"))
            writer.close()
        server.should_exit = True
        await serving
        return answers

    return asyncio.run(main())


def lines(answer: str) -> list[str]:
    return [line for line in answer.split("\r\n") if not line.lower().startswith("date:")]


def get(path: str = "/", *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]).encode()


def watch_answer_on_the_wire() -> object:
    return [lines(answer) for answer in exchange(app, get(), get("/missing"))]


def watch_answer_without_the_default_headers() -> object:
    return lines(exchange(app, get(), server_header=False, date_header=False, headers=[("X-Own", "1")])[0])


def watch_odd_requests() -> object:
    requests = [
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"nonsense\r\n\r\n",
        get("/%00"),
        get("/caf\u00e9"),
        get("//"),
        get("/", "X-Big: " + "x" * 70_000),
    ]
    return [answer.split("\r\n")[0] for answer in exchange(app, *requests)]


def watch_scope_of_a_request() -> object:
    shown = FastAPI()

    @shown.get("/scope")
    def read(request: Request) -> dict[str, Any]:
        scope = request.scope
        names = ["type", "http_version", "scheme", "root_path", "path", "asgi"]
        return {name: scope[name] for name in names} | {"raw": scope["raw_path"].decode(), "keys": sorted(scope)}

    return [
        lines(a)[-1]
        for a in exchange(shown, get("/scope"), get("/api/scope", "X-Forwarded-Proto: https"), root_path="/api")
    ]


def watch_proxy_headers() -> object:
    shown = FastAPI()
    shown.add_api_route("/", client_and_scheme)
    forwarded = get("/", "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https")
    variants: list[dict[str, Any]] = [{}, {"proxy_headers": False}, {"forwarded_allow_ips": "10.0.0.1"}]
    return [lines(exchange(shown, forwarded, **options)[0])[-1] for options in variants]


def client_and_scheme(request: Request) -> list[str]:
    return [request.client.host if request.client else "", request.url.scheme]


def watch_what_is_logged() -> object:
    with messages() as heard:
        exchange(app, get())
    return [message.split("http://")[0] for message in heard]


def watch_app_that_fails() -> object:
    broken = FastAPI()
    broken.get("/")(lambda: 1 // 0)
    with messages() as heard:
        answer = exchange(broken, get())[0]
    return lines(answer), [message.splitlines()[0] for message in heard if "rror" in message or "xception" in message]


def watch_reload_with_the_object() -> object:
    results: dict[str, object] = {}
    variants: list[dict[str, Any]] = [{"reload": True}, {"workers": 2}]
    for options in variants:
        with messages() as heard, contextlib.redirect_stderr(io.StringIO()):
            try:
                uvicorn.run(app, log_config=None, **options)
                results[str(options)] = "ran"
            except SystemExit as error:
                results[str(options)] = [error.code, heard]
    return results


def watch_import_strings_that_fail() -> object:
    results: dict[str, object] = {}
    for target in ["missing_module:app", "uvicorn_server:missing", "uvicorn_server", "uvicorn_server:read_root:x"]:
        with messages() as heard:
            try:
                uvicorn.Config(target, log_config=None).load()
                results[target] = "loaded"
            except (SystemExit, Exception) as error:
                results[target] = [type(error).__name__, heard]
    return results


def watch_factory() -> object:
    def make() -> FastAPI:
        return app

    with messages() as heard:
        config = uvicorn.Config(make, factory=True, log_config=None)
        config.load()
    return heard, TestClient(config.loaded_app).get("/").json()


def watch_defaults() -> object:
    kept: dict[str, Callable[..., Any]] = {"run": uvicorn.run, "Config": uvicorn.Config}
    arguments = {name: inspect.signature(function).parameters for name, function in kept.items()}
    simple = (str, int, float, bool, type(None))
    return {
        name: {key: value.default for key, value in parameters.items() if isinstance(value.default, simple)}
        for name, parameters in arguments.items()
    }


def watch_server_without_lifespan_support() -> object:
    async def plain(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise RuntimeError("no lifespan here")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    with messages() as heard:
        answer = exchange(plain, get())[0]
    return lines(answer)[0], [message.split("http://")[0] for message in heard]
