"""Format the recorded requests and responses of an example as text."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi_by_example.render.escape import one_line, visible
from fastapi_by_example.run.document import Body, Exchange, Observations, WebSocketSession
from fastapi_by_example.site.prose import sentence

MOST_EXCHANGES = 4
MOST_BODY = 1200
"""Longest body that is shown, in characters."""
MOST_MESSAGES = 16
"""Most messages of a WebSocket that are shown."""
UNREMARKABLE = frozenset(
    (
        "accept-encoding",
        "connection",
        "content-length",
        "date",
        "keep-alive",
        "server",
        "transfer-encoding",
        "user-agent",
    )
)
"""Headers that every client or server adds."""
USUAL = frozenset((("accept", "*/*"), ("host", "testserver")))
"""Headers that the test client adds."""
DOCUMENTATION = ("/openapi.json", "/docs", "/redoc")


@dataclass(frozen=True)
class Shown:
    """One exchange: its promise, the request and the response."""

    promise: str
    request: str
    response: str
    summary: str


@dataclass(frozen=True)
class Conversation:
    """The messages of one WebSocket, each with its sender."""

    promise: str
    path: str
    messages: tuple[tuple[str, str], ...]


def shown_exchanges(observations: Observations) -> list[Shown]:
    """The first exchanges that differ in method, path or status; those of documentation pages last."""
    different: dict[tuple[str, str, int | None], Exchange] = {}
    for exchange in observations.exchanges:
        different.setdefault((exchange.method, exchange.path, exchange.status), exchange)
    chosen = sorted(different.values(), key=lambda exchange: exchange.path.startswith(DOCUMENTATION))
    return [_shown(exchange) for exchange in chosen[:MOST_EXCHANGES]]


def _shown(exchange: Exchange) -> Shown:
    address = exchange.path + (f"?{exchange.query}" if exchange.query else "")
    first = f"{exchange.method} {address}"
    if exchange.status is None:
        answer = f"no response: {exchange.error or 'the application sent none'}"
        response = visible(_cut(answer))
    else:
        answer = f"{exchange.status} {_phrase(exchange.status)}".strip()
        response = message(answer, exchange.headers, exchange.body)
    return Shown(
        promise=one_line(sentence(exchange.test), 160) if exchange.test else "",
        request=message(first, exchange.request_headers, exchange.request_body),
        response=response,
        summary=f"{one_line(first, 90)} → {one_line(answer, 60)}",
    )


def message(first: str, headers: Iterable[tuple[str, str]], body: Body) -> str:
    """A request or response: its first line, the relevant headers and the body."""
    lines = [one_line(first, 300)]
    for name, value in headers:
        if name not in UNREMARKABLE and (name, value) not in USUAL:
            lines.append(f"{one_line(name, 80)}: {one_line(value, 200)}")
    text = _body_text(body)
    return "\n".join([*lines, "", text] if text else lines)


def _body_text(body: Body) -> str:
    """A body as text: JSON indented, other text as it is, or the length of a binary body."""
    if body.kind == "bytes":
        return f"({body.length} bytes)"
    text = body.text
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    if isinstance(parsed, dict | list):
        text = json.dumps(parsed, indent=2, ensure_ascii=False)
    return visible(_cut(text.rstrip("\n")))


def _cut(text: str) -> str:
    """A text, truncated with a note of its length if it is too long."""
    return text if len(text) <= MOST_BODY else f"{text[:MOST_BODY]}\n… {len(text)} characters in all"


def _phrase(status: int) -> str:
    """The reason phrase of a status code; empty for a nonstandard one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def shown_conversations(observations: Observations) -> list[Conversation]:
    """The WebSocket with the most messages; one is enough to illustrate a concept."""
    sessions = sorted(observations.websockets, key=lambda session: -len(session.messages))
    return [_conversation(session) for session in sessions[:1]]


def _conversation(session: WebSocketSession) -> Conversation:
    """The messages of one WebSocket as lines."""
    lines = [line(part) for part in session.messages[:MOST_MESSAGES]]
    if len(session.messages) > MOST_MESSAGES:
        lines.append(("", f"… {len(session.messages)} messages in all"))
    if session.error:
        lines.append(("server", one_line(f"fails: {session.error}", 200)))
    promise = one_line(sentence(session.test), 160) if session.test else ""
    return Conversation(promise, one_line(session.path, 200), tuple(lines))


def line(part: dict[str, str]) -> tuple[str, str]:
    """One message: its sender and its content."""
    who = "client" if part.get("direction") == "received" else "server"
    kind = part.get("type", "").removeprefix("websocket.")
    if kind in ("send", "receive"):
        what = part.get("text") or ("(bytes)" if "bytes" in part else "")
    else:
        what = " ".join([VERBS.get(kind, kind), *details(part, ("code", "reason", "subprotocol"))])
    return who, one_line(what, 200)


VERBS = {"connect": "connects", "accept": "accepts", "disconnect": "disconnects", "close": "closes"}


def details(part: dict[str, str], keys: Sequence[str]) -> list[str]:
    """Further fields of a message."""
    return [f"{key} {part[key]}" for key in keys if part.get(key)]
