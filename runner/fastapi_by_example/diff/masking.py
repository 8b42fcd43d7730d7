"""Flatten observations into single values under a name each, and find the names whose values vary by themselves."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from fastapi_by_example.run.document import Body, Exchange, Observations, WebSocketSession

Leaves = dict[tuple[str, ...], str]
"""Every observed value as text, under where it was seen: kind, test, request, part."""

RANDOM = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.IGNORECASE), "<uuid>"),
    (re.compile(r"\b(?=\d*[a-f])[0-9a-f]{16,}\b", re.IGNORECASE), "<hex>"),
)
"""What looks random by its form. Where a second run has the same, it is not."""
MOMENT = re.compile(r"\b\d{4}-\d\d-\d\d([T ])\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
VOLATILE = (
    (re.compile(r"(?<![\w-])eyJ[\w-]+=*\.[\w-]+\.[\w-]*"), "<token>"),
    (re.compile(r"\b\w{3}, \d\d[ -]\w{3}[ -]\d{2,4} \d\d:\d\d:\d\d GMT\b"), "<moment>"),
    (re.compile(r"\b0x[0-9a-f]{6,}\b"), "<address>"),
    (re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):\d{2,5}\b"), r"\1:<port>"),
    (re.compile(r"\bpytest-\d+\b"), "pytest-<n>"),
    (re.compile(r"\bdur=\d+(\.\d+)?"), "dur=<milliseconds>"),
    (re.compile(r'("site-packages/[^"\n]*", line )\d+'), r"\1<line>"),
)
"""What varies by its form, from run to run or between releases without a meaning. Only a second run knows the rest."""

AS_WRITTEN = "body as written"
"""The text of a JSON body, whose values have places of their own."""
NOT_OF_THE_ANSWER = ("content-length", "etag")
"""Headers that follow from the body: where that changed, they say nothing more."""
NOT_OF_THE_REQUEST = ("content-length", "user-agent")
"""Headers of a request that follow from its body, or name the client's version."""


def settled(text: str, *, proven: bool = False) -> str:
    """A text with what varies by its form replaced by a name for it; of a moment, its form is kept.

    In a text that is `proven` by a second run, what looks random stays.
    """
    text = MOMENT.sub(lambda m: f"<moment{m[1]}{':s' if m[2] else ''}{'.s' if m[3] else ''}{m[4] or ''}>", text)
    for pattern, name in VOLATILE if proven else (*VOLATILE, *RANDOM):
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
    for record in sorted(seen.logs, key=lambda one: (one.level, one.text)):  # threads log in any order
        place = ("log", "", record.logger)
        counts[place] += 1
        leaves[(*place, str(counts[place]), "log record")] = f"{record.level}: {record.text}"
    return leaves


def steady_path(path: str) -> str:
    """A path with numbers and identifiers replaced, so that the same request of two runs has the same name."""
    return re.sub(r"[0-9a-f]{16,}|\d{4,}", "*", settled(path))


def exchange_parts(exchange: Exchange) -> Iterator[tuple[str, str]]:
    """Status, headers, body and error of an answer, and what was asked, each under its name."""
    if exchange.query:
        yield "query", exchange.query
    for name, value in joined(exchange.request_headers).items():
        if name not in NOT_OF_THE_REQUEST:
            yield f"request header {name}", value
    if exchange.request_body.kind != "empty":
        yield "request body", exchange.request_body.text or digest_of(exchange.request_body)
    yield "status", str(exchange.status)
    if exchange.error:
        yield "exception", exchange.error
    yield from ((f"header {name}", value) for name, value in joined(exchange.headers).items())
    yield "header order", ", ".join(name for name, _ in exchange.headers)
    yield from body_parts(exchange.body)


def joined(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values of each header, those of a repeated one with a sign between them that no list in a header has."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        values[name].append(value)
    return {name: " + ".join(several) for name, several in values.items()}


def digest_of(body: Body) -> str:
    """A body that is known by its digest only, which is spaced so that it is not taken for something random."""
    return f"{body.length} bytes, SHA-256 {spaced(body.digest)}"


def spaced(digest: str) -> str:
    """A digest in groups of eight characters."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def body_parts(body: Body) -> Iterator[tuple[str, str]]:
    """A body: JSON as one value for each place in it and once as it was written, other text line by line."""
    yield "body kind", body.kind
    if body.kind == "bytes":
        yield "body", digest_of(body)
    if body.kind == "json":
        try:
            document = json.loads(body.text)
        except (ValueError, RecursionError):
            yield "body", body.text
            return
        yield from (("body " + pointer, value) for pointer, value in json_leaves(document))
        yield AS_WRITTEN, body.text
    if body.kind == "text":
        *ended, last = body.text.split("\n")
        lines = [line.removesuffix("\r") for line in (*ended, *([last] if last else []))]
        yield from ((f"body line {number}", line) for number, line in enumerate(lines, 1))
        ends = {"CRLF" if line.endswith("\r") else "LF" for line in ended}
        if ends:
            yield "body line ends", ", ".join(sorted(ends)) + (", none at the end" if last else "")


def is_of_the_body(part: str) -> bool:
    """Whether a part of an exchange is one of the body of the answer."""
    return part == "body" or part.startswith("body ")


def json_leaves(value: object, pointer: str = "$") -> Iterator[tuple[str, str]]:
    """Every scalar and every empty container of a JSON document, under its place."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from json_leaves(inner, f"{pointer}.{key}")
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from json_leaves(inner, f"{pointer}[{number}]")
    else:
        yield pointer, as_json(value)


def as_json(value: object) -> str:
    """A value as JSON in readable characters; one that no encoding has stays escaped."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def websocket_parts(session: WebSocketSession) -> Iterator[tuple[str, str]]:
    """The messages of a WebSocket connection, each under its number."""
    if session.error:
        yield "exception", session.error
    for number, message in enumerate(session.messages, 1):
        what = {key: spaced(value) if key == "bytes" else value for key, value in message.items() if key != "direction"}
        yield f"message {number} {message.get('direction', '')}", as_json(what)


def volatile_places(first: Observations, second: Observations) -> set[tuple[str, ...]]:
    """Where two runs of the same target differ: the values there say nothing about another target."""
    old, new = leaves_of(first), leaves_of(second)
    return {place for place in old.keys() | new.keys() if old.get(place) != new.get(place)}
