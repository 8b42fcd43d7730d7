"""Observe an unmodified application at its ASGI boundary, and the logs and warnings of its process."""

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
"""Most records of each kind per example: exchanges, WebSocket messages, logs. The rest is only counted."""
MOST_TEXT = 32_768
"""Longest body or message that is kept as text, in characters. Only the length and digest of longer ones are kept."""
MOST_APPLICATIONS = 30
MOST_DEPTH = 100
"""Deepest nesting of a recorded document, since readers of run files have a limit too."""

inside: ContextVar[bool] = ContextVar("inside_an_application", default=False)


class Observer:
    """Collects the observations of one example; `test` is the running test, empty during imports."""

    def __init__(self) -> None:
        self.test = ""
        self.exchanges: list[dict[str, Any]] = []
        self.websockets: list[dict[str, Any]] = []
        self.logs: list[dict[str, Any]] = []
        self.applications: list[tuple[str, Any]] = []
        self.dropped = 0
        self.sent = (0, 0, 0)

    def keep(self, kind: list[dict[str, Any]], record: dict[str, Any]) -> None:
        """Add a record to one of the lists unless it is full."""
        if len(kind) < MOST_RECORDS:
            kind.append(record)
        else:
            self.dropped += 1

    def note_application(self, application: Any) -> None:
        """Keep an application, once."""
        if len(self.applications) < MOST_APPLICATIONS and all(
            known is not application for _, known in self.applications
        ):
            self.applications.append((self.test, application))

    def count(self) -> int:
        """The number of records, including dropped ones."""
        return len(self.exchanges) + len(self.websockets) + len(self.logs) + self.dropped

    def news(self) -> dict[str, Any]:
        """The records since the last call, as JSON data."""
        start = self.sent
        self.sent = (len(self.exchanges), len(self.websockets), len(self.logs))
        exchanges = [{**exchange, "body": _body_as_data(exchange)} for exchange in self.exchanges[start[0] :]]
        for exchange in exchanges:
            exchange["request_body"] = exchange["request_body"].as_data()
        return {"exchanges": exchanges, "websockets": self.websockets[start[1] :], "logs": self.logs[start[2] :]}

    def as_data(self) -> dict[str, Any]:
        """The records since the last call of `news` and the applications, as JSON data.

        This generates the OpenAPI documents, so it is called after the tests.
        """
        openapi = [{**application_as_data(application), "test": test} for test, application in self.applications]
        return {**self.news(), "openapi": openapi, "dropped": self.dropped}


class Content:
    """A body that arrives in chunks: its text if it is short, otherwise its length and digest."""

    def __init__(self) -> None:
        self.start = b""
        self.length = 0
        self.sha256 = hashlib.sha256()

    def add(self, chunk: bytes) -> None:
        """Add the next chunk."""
        self.length += len(chunk)
        self.sha256.update(chunk)
        if len(self.start) <= MOST_TEXT:
            self.start += chunk[: MOST_TEXT + 1]

    def as_data(self) -> dict[str, Any]:
        """The body as text if it is short UTF-8, otherwise its length in bytes and its SHA-256."""
        if not self.length:
            return {"kind": "empty"}
        if self.length <= MOST_TEXT:
            try:
                return {"kind": "text", "text": self.start.decode()}
            except UnicodeDecodeError:
                pass
        return {"kind": "bytes", "length": self.length, "digest": self.sha256.hexdigest()}


def _body_as_data(exchange: dict[str, Any]) -> dict[str, Any]:
    """A response body, marked as JSON according to its content type."""
    body: dict[str, Any] = exchange["body"].as_data()
    content_type = next((value for name, value in exchange["headers"] if name == "content-type"), "")
    if body["kind"] == "text" and ("application/json" in content_type or "+json" in content_type):
        body["kind"] = "json"
    return body


def application_as_data(application: Any, *, document: bool = True) -> dict[str, Any]:
    """An application's OpenAPI document (or the error instead), its routes, and its middleware if already built.

    Generating the document takes most of the time; without `document` it is omitted.
    """
    found: dict[str, Any] = {
        "title": str(getattr(application, "title", "")),
        "routes": [route_as_text(route) for route in list(getattr(application, "routes", ()))[:MOST_RECORDS]],
        "middleware": _middleware_of(application),
    }
    if not document or not hasattr(application, "openapi"):  # Starlette's applications have none
        return found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            document = json.loads(json.dumps(application.openapi(), default=repr))
            if _is_deep(document):
                found["error"] = f"the document is nested more than {MOST_DEPTH} levels deep"
            else:
                found["document"] = document
        except Exception as error:  # an exception of openapi() is an observation
            found["error"] = f"{type(error).__name__}: {error}"[:MOST_TEXT]
    return found


def _is_deep(value: Any, depth: int = 0) -> bool:
    """Whether a document is nested too deeply for a run file."""
    if depth > MOST_DEPTH:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_is_deep(one, depth + 1) for one in inner)


def route_as_text(route: Any) -> str:
    """The class, path and methods of an entry of `app.routes`."""
    methods = " ".join(sorted(getattr(route, "methods", None) or ()))
    return f"{type(route).__name__} {getattr(route, 'path', '')} {methods}".strip()


def _middleware_of(application: Any) -> list[str]:
    """The classes of the nested ASGI applications, outermost first."""
    names: list[str] = []
    layer = getattr(application, "middleware_stack", None)
    while layer is not None and len(names) < MOST_APPLICATIONS:
        names.append(type(layer).__name__)
        layer = getattr(layer, "app", None)
    return names


def _headers_of(raw: Any) -> list[list[str]]:
    """ASGI headers as pairs of text in the order sent, with lower-case names."""
    return [[bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1")] for name, value in raw or ()]


def _watch_http(
    observer: Observer, scope: Message, receive: Receive, send: Send
) -> tuple[Receive, Send, dict[str, Any]]:
    """Wrap `receive` and `send` of an HTTP request so that the exchange is recorded."""
    exchange: dict[str, Any] = {
        "test": observer.test,
        "method": scope["method"],
        "path": scope["path"],
        "query": bytes(scope.get("query_string", b"")).decode("latin-1"),
        "request_headers": _headers_of(scope.get("headers")),
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
            exchange["headers"] = _headers_of(message.get("headers"))
        elif message["type"] == "http.response.body":
            exchange["body"].add(message.get("body", b""))
        await send(message)

    return watched_receive, watched_send, exchange


def _watch_websocket(
    observer: Observer, scope: Message, receive: Receive, send: Send
) -> tuple[Receive, Send, dict[str, Any]]:
    """Wrap `receive` and `send` of a WebSocket so that its messages and close codes are recorded."""
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
            record["headers"] = json.dumps(_headers_of(message["headers"]))
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
    """Observe every FastAPI application created from now on; `observer` returns the current observer."""
    try:
        from fastapi import FastAPI
    except Exception:  # FastAPI is missing or broken: the examples report it
        return
    watch_class(FastAPI, observer)


def watch_class(kind: Any, observer: Callable[[], Observer]) -> None:
    """Observe the applications of a class and its subclasses that are created or called from now on.

    A request is recorded once, at the outermost application.
    """
    original_init, original_call = kind.__init__, kind.__call__

    def watched_init(self: Any, *arguments: Any, **options: Any) -> None:
        original_init(self, *arguments, **options)
        observer().note_application(self)

    async def watched_call(self: Any, scope: Message, receive: Receive, send: Send) -> None:
        watch = {"http": _watch_http, "websocket": _watch_websocket}.get(scope["type"])
        if watch is None or inside.get():
            await original_call(self, scope, receive, send)
            return
        observer().note_application(self)
        receive, send, record = watch(observer(), scope, receive, send)
        token = inside.set(True)
        try:
            await original_call(self, scope, receive, send)
        except BaseException as error:
            record["error"] = f"{type(error).__name__}: {error}"[:MOST_TEXT]
            raise
        finally:
            inside.reset(token)

    kind.__init__ = functools.wraps(original_init)(watched_init)
    kind.__call__ = functools.wraps(original_call)(watched_call)


def watch_logs(observer: Callable[[], Observer]) -> None:
    """Record every log record of level WARNING and above, regardless of handlers and levels."""
    original = logging.getLogRecordFactory()

    def watched(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = original(*arguments, **options)
        if isinstance(record.levelno, int) and record.levelno >= logging.WARNING:  # makeLogRecord() has no level yet
            try:
                # structlog hands over a dict, and the order of its keys differs from process to process.
                text = str(dict(sorted(record.msg.items()))) if isinstance(record.msg, dict) else record.getMessage()
            except Exception:
                text = str(record.msg)
            current = observer()
            current.keep(current.logs, {"logger": record.name, "level": record.levelname, "text": text[:MOST_TEXT]})
        return record

    logging.setLogRecordFactory(watched)
