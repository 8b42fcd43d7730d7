"""Flatten observations into single values under a name each, and find the names whose values vary by themselves."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from runner.results import Body, Exchange, Observations, WebSocketSession

Leaves = dict[tuple[str, ...], str]
"""Every observed value as text, under where it was seen: kind, test, request, part."""

VOLATILE = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\beyJ[\w-]+=*\.[\w-]+\.[\w-]*"), "<token>"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"), "<moment>"),
    (re.compile(r"\b\w{3}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT\b"), "<moment>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
    (re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):\d{2,5}\b"), r"\1:<port>"),
    (re.compile(r"\b[0-9a-f]{16,}\b", re.IGNORECASE), "<hex>"),
    (re.compile(r"\bpytest-\d+\b"), "pytest-<n>"),
    (re.compile(r"\bdur=\d+(\.\d+)?"), "dur=<milliseconds>"),
    (re.compile(r'("site-packages/[^"\n]*", line )\d+'), r"\1<line>"),
)
"""What varies by its form, from run to run or between releases without a meaning. Only a second run knows the rest."""

AS_WRITTEN = "body as written"
"""The text of a JSON body, whose values have places of their own."""
NOT_OF_THE_ANSWER = ("content-length", "etag")
"""Headers that follow from the body: where that changed, they say nothing more."""


def settled(text: str) -> str:
    """A text with what varies by its form replaced by a name for it."""
    for pattern, name in VOLATILE:
        text = pattern.sub(name, text)
    return text


def leaves_of(seen: Observations) -> Leaves:
    """All exchanges, WebSocket messages, log records of an example as single values."""
    leaves: Leaves = {}
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    place: tuple[str, ...]
    for exchange in seen.exchanges:
        place = ("http", exchange.test, f"{exchange.method} {steady_path(exchange.path)}")
        counts[place] += 1
        for part, value in exchange_parts(exchange):
            leaves[(*place, str(counts[place]), part)] = value
    for session in seen.websockets:
        place = ("websocket", session.test, f"WebSocket {steady_path(session.path)}")
        counts[place] += 1
        for part, value in websocket_parts(session):
            leaves[(*place, str(counts[place]), part)] = value
    for record in seen.logs:
        place = ("log", "", f"{record.logger} {record.level}", settled(record.text))
        counts[place] += 1
        leaves[(*place, "log record")] = settled(record.text)
    return leaves


def steady_path(path: str) -> str:
    """A path with numbers and identifiers replaced, so that the same request of two runs has the same name."""
    return re.sub(r"[0-9a-f]{16,}|\d{4,}", "*", settled(path))


def exchange_parts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Status, headers, body and error of an answer, each under its name."""
    yield "status", str(exchange.status)
    if exchange.error:
        yield "exception", settled(exchange.error)
    headers: dict[str, list[str]] = defaultdict(list)
    for name, value in exchange.headers:
        headers[name].append(value)
    for name, values in headers.items():
        yield f"header {name}", ", ".join(values)
    yield from body_parts(exchange.body)


def body_parts(body: Body) -> Iterator[tuple[str, str]]:
    """A body: JSON as one value for each place in it and once as it was written, other text line by line."""
    yield "body kind", body.kind
    if body.kind == "bytes":
        yield "body", f"{body.length} bytes, SHA-256 {body.digest}"
    if body.kind == "json":
        try:
            document = json.loads(body.text)
        except (ValueError, RecursionError):
            yield "body", body.text
            return
        yield from (("body " + pointer, value) for pointer, value in json_leaves(document))
        yield AS_WRITTEN, body.text
    if body.kind == "text":
        yield from ((f"body line {number}", line) for number, line in enumerate(body.text.splitlines(), 1))


def json_leaves(value: object, pointer: str = "$") -> Iterator[tuple[str, str]]:
    """Every scalar and every empty container of a JSON document, under its place."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from json_leaves(inner, f"{pointer}.{key}")
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from json_leaves(inner, f"{pointer}[{number}]")
    else:
        yield pointer, json.dumps(value, ensure_ascii=False)


def websocket_parts(session: WebSocketSession) -> Iterator[tuple[str, str]]:
    """The messages of a WebSocket connection, each under its number."""
    if session.error:
        yield "exception", settled(session.error)
    for number, message in enumerate(session.messages, 1):
        what = json.dumps({k: v for k, v in message.items() if k != "direction"}, ensure_ascii=False)
        yield f"message {number} {message.get('direction', '')}", what


def volatile_places(first: Observations, second: Observations) -> set[tuple[str, ...]]:
    """Where two runs of the same target differ: the values there say nothing about another target."""
    old, new = leaves_of(first), leaves_of(second)
    return {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
