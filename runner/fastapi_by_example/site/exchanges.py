"""Format the recorded requests and responses of an example as text."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi_by_example.render.escape import one_line, visible
from fastapi_by_example.run.document import Body, Exchange, Observations, WebSocketSession
from fastapi_by_example.site.prose import sentence

MOST_EXCHANGES = 6
"""Most exchanges shown, unless more are needed for each status."""
MOST_BODY = 1200
"""Longest body that is shown, in characters."""
MOST_MESSAGES = 16
"""Most messages shown per WebSocket."""
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
ROUTE = re.compile(r"(?:APIRoute|APIWebSocketRoute|Route|WebSocketRoute) (/\S*)")
MOUNT = re.compile(r"Mount (/\S*)")


@dataclass(frozen=True)
class Shown:
    """One exchange: a summary, the request and the response."""

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
    """Requests to the script's own routes: one for each route and status, successes first.

    There are only a few, but at least one per status. Pages of documentation are shown only if there is nothing else.
    """
    templates = own_routes(observations)
    others = _tests_with_another_app(observations, templates)
    different: dict[tuple[str, str, int | None], Exchange] = {}
    own = [exchange for exchange in observations.exchanges if exchange.test not in others]
    for exchange in sorted(own, key=lambda one: one.test.startswith("watch_")):
        template = next((one for one in templates if matches(one, exchange.path)), None)
        if template is not None:
            different.setdefault((exchange.method, template, exchange.status), exchange)
    chosen = sorted(different.values(), key=_place)
    return [_shown(exchange) for exchange in _enough(chosen)]


def own_routes(observations: Observations) -> list[str]:
    """The path templates of the script's application, mounts included, those without parameters first."""
    routes = [route for app in observations.openapi if not app.test for route in app.routes]
    paths = [found[1] for route in routes if (found := ROUTE.match(route))]
    # Newer FastAPI keeps an included router as one route, but the OpenAPI document has all paths.
    paths += [
        path for app in observations.openapi if not app.test and app.document for path in _documented(app.document)
    ]
    mounted = [found[1].rstrip("/") + "/{path:path}" for route in routes if (found := MOUNT.match(route))]
    return sorted(dict.fromkeys([*paths, *mounted]), key=lambda path: (path.count("{"), "{path:path}" in path))


def _documented(document: dict[str, Any]) -> Iterable[str]:
    paths = document.get("paths")
    return paths if isinstance(paths, dict) else ()


def matches(template: str, path: str) -> bool:
    """Whether a path fits a template such as `/items/{item_id}`."""
    parts = re.split(r"\{(\w+)(:path)?\}", template)
    pattern = "".join(
        re.escape(part) if number % 3 == 0 else (".*" if parts[number + 1] else "[^/]+") if number % 3 == 1 else ""
        for number, part in enumerate(parts)
    )
    return re.fullmatch(pattern, path) is not None


def _tests_with_another_app(observations: Observations, templates: Sequence[str]) -> set[str]:
    """The tests and watches that build an application with routes other than the script's."""
    found = set()
    for app in observations.openapi:
        paths = {one[1] for route in app.routes if (one := ROUTE.match(route))} | set(_documented(app.document or {}))
        if app.test and not paths <= set(templates):
            found.add(app.test)
    return found


def _place(exchange: Exchange) -> tuple[bool, bool]:
    """Successes come first, and pages of documentation last."""
    return exchange.path.startswith(DOCUMENTATION), exchange.status is None or exchange.status >= 400


def _enough(exchanges: Sequence[Exchange]) -> Iterator[Exchange]:
    """The first of each status, then others up to the limit; documentation only if there is nothing else."""
    plain = [one for one in exchanges if not one.path.startswith(DOCUMENTATION)] or exchanges
    first = {exchange.status: exchange for exchange in reversed(plain)}
    room = MOST_EXCHANGES - len(first)
    for exchange in plain:
        is_first = first[exchange.status] is exchange
        if is_first or room > 0:
            room -= not is_first
            yield exchange


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
    return f"({body.length} bytes)" if body.kind == "bytes" else json_or_text(body.text)


def json_or_text(text: str) -> str:
    """A text to show: JSON objects and lists are indented, long text is truncated."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    if isinstance(parsed, dict | list):
        text = json.dumps(parsed, indent=2, ensure_ascii=False)
    return visible(_cut(text.rstrip("\n")))


def _cut(text: str) -> str:
    """A text; if it is too long, it is truncated and its length is noted."""
    return text if len(text) <= MOST_BODY else f"{text[:MOST_BODY]}\n… {len(text)} characters in all"


def _phrase(status: int) -> str:
    """The reason phrase of a status code; empty for a nonstandard one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def shown_conversations(observations: Observations) -> list[Conversation]:
    """The WebSocket of a promise with the most messages; one is enough to illustrate a concept."""
    templates = own_routes(observations)
    own = [one for one in observations.websockets if any(matches(template, one.path) for template in templates)]
    sessions = sorted(own, key=lambda session: (session.test.startswith("watch_"), -len(session.messages)))
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
