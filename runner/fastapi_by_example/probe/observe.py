"""See what an application does, at its ASGI boundary and in the process around it, without a change to it."""

import functools
import hashlib
import json
import logging
import warnings
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_RECORDS = 500
"""Exchanges, WebSocket messages, log records and warnings kept for one example; what follows is counted only."""
MOST_TEXT = 32_768
"""Characters of a body or a message that are kept as text; of a longer one, the length and the digest."""
MOST_APPLICATIONS = 30
MOST_DEPTH = 100
"""Nesting of a document up to which it is recorded; the readers of run files have a limit, too."""

inside: ContextVar[bool] = ContextVar("inside_an_application", default=False)


class Observer:
    """Collects the observations of one example; `test` is the test that runs now, empty while modules are imported."""

    def __init__(self) -> None:
        self.test = ""
        self.exchanges: list[dict[str, Any]] = []
        self.websockets: list[dict[str, Any]] = []
        self.logs: list[dict[str, Any]] = []
        self.applications: list[tuple[str, Any]] = []
        self.dropped = 0
        self.sent = (0, 0, 0)

    def keep(self, kind: list[dict[str, Any]], record: dict[str, Any]) -> None:
        """Add a record to one of the lists, unless that list is full."""
        if len(kind) < MOST_RECORDS:
            kind.append(record)
        else:
            self.dropped += 1

    def count(self) -> int:
        """How many records there were, with those that were dropped."""
        return len(self.exchanges) + len(self.websockets) + len(self.logs) + self.dropped

    def news(self) -> dict[str, Any]:
        """What was recorded since the last call, ready for JSON."""
        start = self.sent
        self.sent = (len(self.exchanges), len(self.websockets), len(self.logs))
        exchanges = [{**exchange, "body": body_as_data(exchange)} for exchange in self.exchanges[start[0] :]]
        for exchange in exchanges:
            exchange["request_body"] = exchange["request_body"].as_data()
        return {"exchanges": exchanges, "websockets": self.websockets[start[1] :], "logs": self.logs[start[2] :]}

    def as_data(self) -> dict[str, Any]:
        """What was recorded since the last call of `news`, and the applications, ready for JSON.

        It asks the applications for their documents, so it is called after the tests.
        """
        openapi = [{**application_as_data(application), "test": test} for test, application in self.applications]
        return {**self.news(), "openapi": openapi, "dropped": self.dropped}


class Content:
    """A body as it passes by, in chunks: its text where that is of a bearable size, else only its length and digest."""

    def __init__(self) -> None:
        self.start = b""
        self.length = 0
        self.sha256 = hashlib.sha256()

    def add(self, chunk: bytes) -> None:
        """Take in the next chunk."""
        self.length += len(chunk)
        self.sha256.update(chunk)
        if len(self.start) <= MOST_TEXT:
            self.start += chunk[: MOST_TEXT + 1]

    def as_data(self) -> dict[str, Any]:
        """The body as text where it is short UTF-8, otherwise its length in bytes and its SHA-256."""
        if not self.length:
            return {"kind": "empty"}
        if self.length <= MOST_TEXT:
            try:
                return {"kind": "text", "text": self.start.decode()}
            except UnicodeDecodeError:
                pass
        return {"kind": "bytes", "length": self.length, "digest": self.sha256.hexdigest()}


def body_as_data(exchange: dict[str, Any]) -> dict[str, Any]:
    """A response body, marked as JSON where the response says that it is."""
    body: dict[str, Any] = exchange["body"].as_data()
    content_type = next((value for name, value in exchange["headers"] if name == "content-type"), "")
    if body["kind"] == "text" and ("application/json" in content_type or "+json" in content_type):
        body["kind"] = "json"
    return body


def application_as_data(application: Any) -> dict[str, Any]:
    """The OpenAPI document of an application, or why it has none; its routes, and its middleware where it was built."""
    found: dict[str, Any] = {
        "title": str(getattr(application, "title", "")),
        "routes": [route_as_text(route) for route in list(getattr(application, "routes", ()))[:MOST_RECORDS]],
        "middleware": middleware_of(application),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            document = json.loads(json.dumps(application.openapi(), default=repr))
            if is_deep(document):
                found["error"] = f"the document is nested more than {MOST_DEPTH} deep"
            else:
                found["document"] = document
        except Exception as error:  # whatever an example's own openapi() raises is what was observed
            found["error"] = f"{type(error).__name__}: {error}"[:MOST_TEXT]
    return found


def is_deep(value: Any, depth: int = 0) -> bool:
    """Whether a document is nested deeper than a run file can hold."""
    if depth > MOST_DEPTH:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(is_deep(one, depth + 1) for one in inner)


def route_as_text(route: Any) -> str:
    """A route as what reads `app.routes` finds it: its class, its path, its methods."""
    methods = " ".join(sorted(getattr(route, "methods", None) or ()))
    return f"{type(route).__name__} {getattr(route, 'path', '')} {methods}".strip()


def middleware_of(application: Any) -> list[str]:
    """The classes of the ASGI applications that are wrapped around each other, from the outside."""
    names: list[str] = []
    layer = getattr(application, "middleware_stack", None)
    while layer is not None and len(names) < MOST_APPLICATIONS:
        names.append(type(layer).__name__)
        layer = getattr(layer, "app", None)
    return names


def headers_of(raw: Any) -> list[list[str]]:
    """ASGI headers as pairs of text, names in lower case, in the order in which they were sent."""
    return [[bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")] for name, value in raw or ()]


def watch_http(
    observer: Observer, scope: Message, receive: Receive, send: Send
) -> tuple[Receive, Send, dict[str, Any]]:
    """Wrap the two channels of an HTTP request so that the exchange is recorded while it happens."""
    exchange: dict[str, Any] = {
        "test": observer.test,
        "method": scope["method"],
        "path": scope["path"],
        "query": bytes(scope.get("query_string", b"")).decode("latin-1"),
        "request_headers": headers_of(scope.get("headers")),
        "request_body": Content(),
        "status": None,
        "headers": [],
        "body": Content(),
        "error": "",
    }
    observer.keep(observer.exchanges, exchange)

    async def watched_receive() -> Message:
        message = await receive()
        if message["type"] == "http.request":
            exchange["request_body"].add(message.get("body", b""))
        return message

    async def watched_send(message: Message) -> None:
        if message["type"] == "http.response.start":
            exchange["status"] = message["status"]
            exchange["headers"] = headers_of(message.get("headers"))
        elif message["type"] == "http.response.body":
            exchange["body"].add(message.get("body", b""))
        await send(message)

    return watched_receive, watched_send, exchange


def watch_websocket(
    observer: Observer, scope: Message, receive: Receive, send: Send
) -> tuple[Receive, Send, dict[str, Any]]:
    """Wrap the two channels of a WebSocket so that its messages and its close codes are recorded."""
    session: dict[str, Any] = {"test": observer.test, "path": scope["path"], "messages": [], "error": ""}
    observer.keep(observer.websockets, session)

    def note(direction: str, message: Message) -> None:
        record = {"direction": direction, "type": str(message["type"])}
        for key in ("text", "code", "reason", "subprotocol", "status"):
            if message.get(key) not in (None, ""):
                record[key] = str(message[key])[:MOST_TEXT]
        if message.get("bytes") is not None:
            record["bytes"] = hashlib.sha256(message["bytes"]).hexdigest()
        if message.get("headers"):
            record["headers"] = json.dumps(headers_of(message["headers"]))
        observer.keep(session["messages"], record)

    async def watched_receive() -> Message:
        message = await receive()
        note("received", message)
        return message

    async def watched_send(message: Message) -> None:
        note("sent", message)
        await send(message)

    return watched_receive, watched_send, session


def watch_applications(observer: Callable[[], Observer]) -> None:
    """Watch every FastAPI application that is made from now on; `observer` tells who collects at that moment."""
    try:
        from fastapi import FastAPI
    except Exception:  # an environment without FastAPI, or with a broken one: its examples will say so themselves
        return
    original_init, original_call = FastAPI.__init__, FastAPI.__call__

    def watched_init(self: Any, *arguments: Any, **options: Any) -> None:
        original_init(self, *arguments, **options)
        if len(observer().applications) < MOST_APPLICATIONS:
            observer().applications.append((observer().test, self))

    async def watched_call(self: Any, scope: Message, receive: Receive, send: Send) -> None:
        watch = {"http": watch_http, "websocket": watch_websocket}.get(scope["type"])
        if watch is None or inside.get():
            await original_call(self, scope, receive, send)
            return
        receive, send, record = watch(observer(), scope, receive, send)
        token = inside.set(True)
        try:
            await original_call(self, scope, receive, send)
        except BaseException as error:
            record["error"] = f"{type(error).__name__}: {error}"[:MOST_TEXT]
            raise
        finally:
            inside.reset(token)

    setattr(FastAPI, "__init__", functools.wraps(original_init)(watched_init))  # noqa: B010
    setattr(FastAPI, "__call__", functools.wraps(original_call)(watched_call))  # noqa: B010


def watch_logs(observer: Callable[[], Observer]) -> None:
    """Record every log record of level WARNING and above, whatever handlers and levels the application sets up."""
    original = logging.getLogRecordFactory()

    def watched(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = original(*arguments, **options)
        if isinstance(record.levelno, int) and record.levelno >= logging.WARNING:  # makeLogRecord() has no level yet
            try:
                text = record.getMessage()
            except Exception:
                text = str(record.msg)
            seen = observer()
            seen.keep(seen.logs, {"logger": record.name, "level": record.levelname, "text": text[:MOST_TEXT]})
        return record

    logging.setLogRecordFactory(watched)
