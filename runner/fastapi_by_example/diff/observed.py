"""Differences between the observations of two runs of an example: responses, messages, watch results, logs."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from fastapi_by_example.diff.changes import Aspect
from fastapi_by_example.diff.difference import Difference
from fastapi_by_example.diff.gathering import gathered
from fastapi_by_example.diff.masking import masked
from fastapi_by_example.diff.values import (
    AS_WRITTEN,
    Values,
    as_json,
    body_values,
    joined,
    json_values,
    rewritten,
    steady_path,
)
from fastapi_by_example.run.document import Exchange, Observations, WatchResult, WebSocketSession

DERIVED = ("content-length", "etag")
"""Headers derived from the body, which add nothing if the body changed."""
CLIENT = ("content-length", "user-agent", "accept-encoding", "connection")
"""Request headers derived from the body or the client's version."""
GUARDS = re.compile(r"www-authenticate|set-cookie|access-control-.*|strict-transport-security|x-frame-options")
"""Headers that control access."""
MEASURED = re.compile(r"text/plain; ?version=|application/openmetrics-text")
"""The content types of metrics in Prometheus format, whose numbers vary from run to run."""
SAMPLE = re.compile(r" [-+\d.eE]+(?=$| #)")
FAILURE = 400
"""The first status code of an error."""
STATUS = re.compile(r"[1-5]\d\d")


def compare_observations(
    old: Observations, new: Observations, old_again: Observations | None = None, new_again: Observations | None = None
) -> list[Difference]:
    """All differences between two observations, in the order of the old ones.

    `old_again` and `new_again` are second runs of the same side. A spot that differs there is nondeterministic and
    ignored. With a second run, values that look random are compared too.
    """
    unsteady: set[tuple[str, str, str]] = set()
    for first, second in ((old, old_again), (new, new_again)):
        if second:
            unsteady |= _unsteady_spots(first, second)
    exact = _comparable(old, new, _differences(old, new, proven=old_again is not None or new_again is not None))
    steady = [one for one in exact if one.spot not in unsteady and (one.test, one.request, "") not in unsteady]
    return gathered(steady)


def _comparable(old: Observations, new: Observations, found: Iterable[Difference]) -> Iterator[Difference]:
    """The differences without those that only mean that a watch did not run, or ended early, on one side."""
    unknown = set(unknown_watches(old, new))
    how = {one.name: one.how for one in old.watches}
    ended_early = {one.name for one in new.watches if how.get(one.name) != one.how}
    for one in found:
        missing = None in (one.old, one.new) and (one.part == "request" or one.request.startswith("WebSocket "))
        if one.test not in unknown and not (missing and one.test in ended_early):
            yield one


def _unsteady_spots(first: Observations, second: Observations) -> set[tuple[str, str, str]]:
    spots: set[tuple[str, str, str]] = set()
    for one in _differences(first, second, proven=True):
        spots.add(one.spot)
        if one.is_status or one.part == "request":  # nothing else was compared there
            spots.add((one.test, one.request, ""))
        if one.part.startswith("body"):  # values derived from the body are nondeterministic, too
            spots |= {(one.test, one.request, f"header {name}") for name in DERIVED}
            spots.add((one.test, one.request, AS_WRITTEN))
    return spots


def _differences(old: Observations, new: Observations, *, proven: bool) -> list[Difference]:
    found = [*_http(old, new, proven=proven), *_websockets(old, new, proven=proven)]
    explained: dict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for one in found:
        explained[one.test] |= {(one.old, one.new), (as_json(one.old), as_json(one.new))}
    turned = {one.test for one in found if one.is_status}
    for one in _results(old, new, proven=proven):
        # The result of a watch is usually part of a response as well, and is reported once.
        if (one.old, one.new) not in explained[one.test] and not (one.test in turned and not _is_exception(one)):
            found.append(one)
    return [*found, *_logs(old, new)]


def _is_exception(one: Difference) -> bool:
    return one.aspect is Aspect.EXCEPTION


def _same(old: str | None, new: str | None, *, proven: bool) -> bool:
    if old is None or new is None or old == new:
        return old == new
    return masked(old, proven=proven) == masked(new, proven=proven)


def _differing(old: Values, new: Values, *, proven: bool) -> Iterator[tuple[str, str | None, str | None]]:
    for part in [*old, *(part for part in new if part not in old)]:
        was, now = old.get(part), new.get(part)
        if not _same(was, now, proven=proven):
            yield part, was, now


def _by_request(exchanges: Iterable[Exchange]) -> dict[tuple[str, str], list[Exchange]]:
    groups: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
    for one in exchanges:
        groups[one.test, f"{one.method} {steady_path(one.path)}"].append(one)
    return groups


def _http(old: Observations, new: Observations, *, proven: bool) -> Iterator[Difference]:
    before, after = _by_request(old.exchanges), _by_request(new.exchanges)
    for key in [*before, *(key for key in after if key not in before)]:
        pairs = list(_paired(before.get(key, []), after.get(key, [])))
        for number, (was, now) in enumerate(pairs, 1):
            test, request = key[0], key[1] + (f" (request {number})" if len(pairs) > 1 else "")
            if was is None or now is None:
                there = [None if one is None else f"{request}: {one.status}" for one in (was, now)]
                yield Difference(Aspect.BODY, test, request, "request", there[0], there[1])
                continue
            yield from _exchange(was, now, test, request, proven=proven)


def _paired(before: Sequence[Exchange], after: Sequence[Exchange]) -> Iterator[tuple[Exchange | None, Exchange | None]]:
    """Equal requests of both sides, in order. If one side sent more, those with equal responses belong together."""
    if len(before) == len(after):
        yield from zip(before, _in_order_of(before, after), strict=True)
        return
    matcher = SequenceMatcher(None, list(map(_response, before)), list(map(_response, after)), autojunk=False)
    for _, first, last, other, end in matcher.get_opcodes():
        yield from zip_longest(before[first:last], after[other:end])


def _in_order_of(before: Sequence[Exchange], after: Sequence[Exchange]) -> Sequence[Exchange]:
    """The later exchanges in the order of the earlier ones, if they have the same responses in another order.

    Concurrent requests end in any order.
    """
    for signature in (_response_with_headers, _response):
        if Counter(map(signature, before)) == Counter(map(signature, after)):
            left: dict[tuple[object, ...], list[Exchange]] = defaultdict(list)
            for one in after:
                left[signature(one)].append(one)
            return [left[signature(one)].pop(0) for one in before]
    return after


def _response(one: Exchange) -> tuple[object, ...]:
    return one.status, one.error, one.body.kind, one.body.text, one.body.digest


def _response_with_headers(one: Exchange) -> tuple[object, ...]:
    return *_response(one), *map(tuple, one.headers)


def _exchange(old: Exchange, new: Exchange, test: str, request: str, *, proven: bool) -> Iterator[Difference]:
    """The differences of one exchange. If the status differs, it stands for the exception, headers and body too."""
    if old == new:
        return
    if old.status != new.status:
        was, now = (str(one.status) if one.status is not None else None for one in (old, new))
        yield Difference(Aspect.STATUS, test, request, "status", was, now, _error_signature(old, new))
        return
    if old.error != new.error and not _same(old.error, new.error, proven=proven):
        yield Difference(Aspect.EXCEPTION, test, request, "exception", old.error or None, new.error or None)
    failed = (new.status or 0) >= FAILURE
    bodies = list(_body(old, new, proven=proven))
    sides = joined(old.headers), joined(new.headers)
    for name, was, now in _differing(*sides, proven=proven):
        if name in DERIVED and (bodies or old.body != new.body):
            continue
        aspect = Aspect.SECURITY if GUARDS.fullmatch(name) else Aspect.ERROR if failed else Aspect.HEADER
        yield Difference(aspect, test, request, f"header {name}", was, now)
    order = [[name for name, _ in one.headers] for one in (old, new)]
    if order[0] != order[1] and sorted(order[0]) == sorted(order[1]):
        yield Difference(Aspect.INSIDE, test, request, "header order", ", ".join(order[0]), ", ".join(order[1]))
    for part, was, now in bodies:
        inside = part == AS_WRITTEN or any(map(_is_page, (old, new)))
        aspect = Aspect.INSIDE if inside else Aspect.ERROR if failed else Aspect.BODY
        yield Difference(aspect, test, request, part, was, now)
    asked = [_request_values(one) for one in (old, new)]
    for part, was, now in _differing(*asked, proven=proven):
        yield Difference(Aspect.INSIDE, test, request, part, was, now)


def _body(old: Exchange, new: Exchange, *, proven: bool) -> Iterator[tuple[str, str | None, str | None]]:
    if old.body == new.body:
        return
    sides = [body_values(one.body) for one in (old, new)]
    if all(MEASURED.match(joined(one.headers).get("content-type", "")) for one in (old, new)):
        sides = [{part: SAMPLE.sub(" <number>", line) for part, line in side.items()} for side in sides]
    found = list(_differing(*sides, proven=proven))
    whole = [one for one in found if one[0] == AS_WRITTEN]
    parts = [one for one in found if one[0] != AS_WRITTEN]
    yield from parts
    if whole and not parts and (how := rewritten(whole[0][1], whole[0][2])):
        yield AS_WRITTEN, None, how


def _request_values(exchange: Exchange) -> Values:
    headers = joined(exchange.request_headers)
    values = {f"request header {name}": value for name, value in headers.items() if name not in CLIENT}
    if exchange.query:
        values["query"] = exchange.query
    return values


def _is_page(exchange: Exchange) -> bool:
    """Whether a body is for people, or is compared elsewhere: a page, a traceback, an OpenAPI document."""
    if exchange.body.text.startswith(('{"openapi":', "Traceback (most recent call last)")):
        return True
    return any(name == "content-type" and value.startswith("text/html") for name, value in exchange.headers)


def _error_signature(old: Exchange, new: Exchange) -> str:
    """The reason in an error response: the types of its details, or its masked text."""
    bad = max((old, new), key=lambda one: (bool(one.error), one.status or 0))
    try:
        detail = json.loads(bad.body.text)["detail"]
        if isinstance(detail, list):
            return ", ".join(sorted({str(one["type"]) for one in detail}))
    except (ValueError, KeyError, TypeError, RecursionError):
        text = bad.error or bad.body.text if (bad.status or 0) >= FAILURE else bad.error
        return masked(text)[:80] if re.search(r"[a-z]{3}", text) else ""
    return re.sub(r"\d+", "#", masked(str(detail)))[:80]


def _websockets(old: Observations, new: Observations, *, proven: bool) -> Iterator[Difference]:
    sides: list[Mapping[tuple[str, str], list[WebSocketSession]]] = []
    for side in (old, new):
        groups: dict[tuple[str, str], list[WebSocketSession]] = defaultdict(list)
        for one in side.websockets:
            groups[one.test, f"WebSocket {steady_path(one.path)}"].append(one)
        sides.append(groups)
    for key in [*sides[0], *(key for key in sides[1] if key not in sides[0])]:
        pairs = list(zip_longest(sides[0].get(key, []), sides[1].get(key, [])))
        for number, (was, now) in enumerate(pairs, 1):
            request = key[1] + (f" (connection {number})" if len(pairs) > 1 else "")
            values = [_websocket_values(one) if one else {} for one in (was, now)]
            for part, before, after in _differing(*values, proven=proven):
                refusal = _is_refusal(before) != _is_refusal(after)
                kind = Aspect.EXCEPTION if part == "exception" else Aspect.SECURITY if refusal else Aspect.BODY
                yield Difference(kind, key[0], request, part, before, after)


def _websocket_values(session: WebSocketSession) -> Values:
    values = {"exception": session.error} if session.error else {}
    for number, message in enumerate(session.messages, 1):
        # A digest contains spaces, so that it is not masked as random.
        shown = {
            key: re.sub(r"(.{8})", r"\1 ", value).strip() if key == "bytes" else value
            for key, value in message.items()
            if key != "direction"
        }
        values[f"message {number} {message.get('direction', '')}"] = as_json(shown)
    return values


def _is_refusal(message: str | None) -> bool:
    return message is not None and ("websocket.http.response" in message or '"1008"' in message)


def _results(old: Observations, new: Observations, *, proven: bool) -> Iterator[Difference]:
    """Differences of watch results. A watch that ran on one side only is not compared."""
    before = {one.name: one for one in old.watches}
    for now in new.watches:
        was = before.get(now.name)
        if was is None or was == now:
            continue
        if was.how != now.how:
            yield Difference(Aspect.EXCEPTION, now.name, "", "result", _shown(was), _shown(now))
        elif was.how != "returned":
            if not _same(was.value, now.value, proven=proven):
                yield Difference(Aspect.EXCEPTION, now.name, "", "result", _shown(was), _shown(now))
        else:
            for part, one, other in _differing(_result_values(was), _result_values(now), proven=proven):
                status = _is_status(one) and _is_status(other)
                yield Difference(Aspect.STATUS if status else Aspect.BODY, now.name, "", part, one, other)


def _is_status(text: str | None) -> bool:
    return text is not None and STATUS.fullmatch(text) is not None


def _result_values(watched: WatchResult) -> Values:
    if watched.kind == "json":
        try:
            return {f"result {pointer}": value for pointer, value in json_values(json.loads(watched.value))}
        except (ValueError, RecursionError):
            pass
    return {"result": watched.value}


def _shown(watched: WatchResult) -> str:
    return f"{watched.how}{' ' if watched.value else ''}{watched.value}"


def _logs(old: Observations, new: Observations) -> Iterator[Difference]:
    """Added and removed log records, compared without order, since threads log in any order."""
    sides = [Counter((one.logger, f"{one.level}: {masked(one.text)}") for one in side.logs) for side in (old, new)]
    for logger, text in sides[0] - sides[1]:
        yield Difference(Aspect.INSIDE, "", f"log {logger}", "log record", text, None)
    for logger, text in sides[1] - sides[0]:
        yield Difference(Aspect.INSIDE, "", f"log {logger}", "log record", None, text)


def unknown_watches(old: Observations, new: Observations) -> Sequence[str]:
    """The watches that ran on one side only."""
    return sorted({one.name for one in old.watches} ^ {one.name for one in new.watches})
