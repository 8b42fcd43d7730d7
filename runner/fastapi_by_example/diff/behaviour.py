"""What behaves differently between two runs of an example: its answers, messages, logs, routes and middleware."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from fastapi_by_example.diff.masking import (
    AS_WRITTEN,
    NOT_OF_THE_ANSWER,
    Leaves,
    is_of_the_body,
    leaves_of,
    settled,
    volatile_places,
)
from fastapi_by_example.run.document import Application, ExampleResult, Observations
from fastapi_by_example.store.digest import digest

Place = tuple[str, ...]
"""Where a value was seen: kind, test, request, number of that request, part."""

MOST_PARTS = 12
"""Differing parts of one body up to which each is told by itself."""
MOST_SHOWN = 120
"""Characters of a value that are shown."""
BEFORE = 30
"""Characters that are shown before the first one that differs."""


def behaviour_changes(old: ExampleResult, new: ExampleResult, turned: set[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Cause, summary and requests of each difference of answers, messages and logs, but for what varies by itself.

    `turned` are the tests whose verdict is another one: what they did up to there is told with that.
    """
    before, after = leaves_of(old.observations), leaves_of(new.observations)
    again = leaves_of(old.repeated) if old.repeated else {}
    unsteady = volatile_places(old.observations, old.repeated) if old.repeated else set()
    differing = [p for p in steady_differences(before, after, again, unsteady) if p[1] not in turned]
    found: dict[str, tuple[str, list[str]]] = {}
    for places in together(differing):
        label, summary = told(places, before, after)
        known, requests = found.setdefault(label, (summary, []))
        request = f"{places[0][1] or places[0][0]}: {places[0][2]}"
        requests += [line for line in (request, *([summary] if summary != known else [])) if line not in requests]
    for label, (summary, requests) in found.items():
        yield f"behaviour: {label}", summary, requests


def steady_differences(before: Leaves, after: Leaves, again: Leaves, unsteady: set[Place]) -> Iterator[Place]:
    """The places whose values differ and are not known to vary, without what only follows from another difference.

    `again` are the values of a second run like the one before: what is the same there does not vary.
    """
    moved = {place[:-1] for place in before} ^ {place[:-1] for place in after}
    differing = []
    for place in [*before, *(place for place in after if place not in before)]:
        was, now = before.get(place), after.get(place)
        proven = place in again
        same = was == now or (
            was is not None and now is not None and settled(was, proven=proven) == settled(now, proven=proven)
        )
        if not same and place not in unsteady:
            differing.append(place)
    written = {place[:-1] for place in differing if is_of_the_body(place[-1])}
    changed = {place[:-1] for place in differing if is_of_the_body(place[-1]) and place[-1] != AS_WRITTEN}
    varying = {place[:-1] for place in unsteady if is_of_the_body(place[-1])}
    for place in differing:
        exchange, part = place[:-1], place[-1]
        both = place in before and place in after
        if part == AS_WRITTEN and exchange in changed | varying:
            continue
        if part.removeprefix("header ") in NOT_OF_THE_ANSWER and both and exchange in written | varying:
            continue
        if part == "header order" and both and sorted(before[place].split(", ")) != sorted(after[place].split(", ")):
            continue
        if exchange in moved and part not in ("status", "log record") and not part.startswith("message"):
            continue
        yield place


def together(places: Sequence[Place]) -> Iterator[list[Place]]:
    """The places one by one, but those of a body that differs in many together."""
    bodies: dict[Place, list[Place]] = defaultdict(list)
    for place in places:
        if is_of_the_body(place[-1]):
            bodies[place[:-1]].append(place)
    for place in places:
        several = bodies.get(place[:-1], []) if is_of_the_body(place[-1]) else []
        if len(several) <= MOST_PARTS:
            yield [place]
        elif place == several[0]:
            yield several


def told(places: Sequence[Place], before: Leaves, after: Leaves) -> tuple[str, str]:
    """The cause and the summary of a difference, or of all those of one body."""
    lines = []
    for place in places:
        was, now = before.get(place), after.get(place)
        steady = re.sub(r"(?<=\[)\d+(?=\])|(?<=^body line )\d+|(?<=^message )\d+", "#", place[-1])
        rewritten = how_rewritten(was, now) if place[-1] in (AS_WRITTEN, "request body") else ""
        cause = f"{steady}: {rewritten or ' → '.join(contrast(was, now, MOST_SHOWN, marked=True))}"
        lines.append((settled(cause), f"{place[-1]}: {' → '.join(contrast(was, now, 2 * MOST_SHOWN))}"))
    if len(lines) == 1:
        return lines[0]
    causes = digest(*dict.fromkeys(cause for cause, _ in lines))[:8]
    return f"body: {len(lines)} values [{causes}]", f"body: {len(lines)} values differ, first {lines[0][1]}"


def how_rewritten(was: str | None, now: str | None) -> str:
    """What differs between two texts of the same JSON; nothing where they are not that."""
    try:
        old, new = (json.loads(text or "") for text in (was, now))
    except (ValueError, RecursionError):
        return ""
    if json.dumps(old, sort_keys=True) != json.dumps(new, sort_keys=True):
        return ""
    if json.dumps(old) != json.dumps(new):
        return "another order of keys"
    bare = [re.sub(r'("(?:[^"\\]|\\.)*")|\s+', r"\1", text or "") for text in (was, now)]
    return "other white space" if bare[0] == bare[1] else "another spelling of the same values"


def contrast(was: str | None, now: str | None, most: int, *, marked: bool = False) -> tuple[str, str]:
    """Both values, cut to where they begin to differ; `marked` adds a digest of what was cut off."""
    start = 0
    if was and now and max(len(was), len(now)) > most:
        same = next((n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
        start = max(same - BEFORE, 0)
    shown = [value_as_text(value, start, most) for value in (was, now)]
    if marked and (start or any(len(value or "") > most for value in (was, now))):
        shown[1] += f" [{digest(settled(was or ''), settled(now or ''))[:8]}]"
    return shown[0], shown[1]


def value_as_text(value: str | None, start: int, most: int) -> str:
    """A value from a character on, or a word for none."""
    if value is None:
        return "nothing"
    text = ("…" if start else "") + value[start:]
    return (text if len(text) <= most else f"{text[: most - 1]}…") or "empty"


def paired(
    old: Sequence[Application], new: Sequence[Application]
) -> list[tuple[Application | None, Application | None]]:
    """The applications of two runs side by side: in their order, but where one came or went, by title and routes."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    before, after = ([(one.title, tuple(one.routes)) for one in side] for side in (old, new))
    pairs: list[tuple[Application | None, Application | None]] = []
    for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        pairs += zip_longest(old[start:end], new[first:last])
    return pairs


def structure_changes(old: Observations, new: Observations, *, complete: bool) -> Iterator[str]:
    """What was added to, taken from or moved among the applications, their routes and their middleware.

    Applications can come and go with tests that end early; only where all tests are `complete` that is told.
    """
    found: dict[str, None] = {}
    for before, after in paired(old.openapi, new.openapi):
        if before is None or after is None:
            one = before or after
            if complete and one:
                found[f"application {one.title!r}: one is {'gone' if before else 'new'}"] = None
            continue
        found.update(dict.fromkeys(order_changes("app.routes", before.routes, after.routes)))
        if before.middleware and after.middleware:  # it is not built before the first request
            found.update(dict.fromkeys(order_changes("middleware", before.middleware, after.middleware)))
    yield from found


def order_changes(label: str, was: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    """The names that went and came in a list, or that it has another order."""
    gone, new = Counter(was) - Counter(now), Counter(now) - Counter(was)
    yield from (f"{label}: {name} is gone" for name in gone)
    yield from (f"{label}: {name} is new" for name in new)
    if not gone and not new and list(was) != list(now):
        first = next(pair for pair in zip(was, now, strict=True) if pair[0] != pair[1])
        yield f"{label}: another order, {first[1]} where {first[0]} was"
