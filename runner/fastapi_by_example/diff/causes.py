"""Group changes with the same key into causes, worst first, with advice if it is known."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from fastapi_by_example.diff.changes import Cause, Change, Kind

MOST_DETAILS = 40
"""Most lines of details per cause."""
ADVICE = Path(__file__).with_name("advice.toml")


class Advice(BaseModel):
    """A known cause: a regular expression for its key, a sentence that names it, and advice."""

    model_config = ConfigDict(extra="forbid")

    key: str
    sentence: str
    advice: str


@cache
def known_causes() -> tuple[Advice, ...]:
    """The entries of advice.toml, in order."""
    entries = tomllib.loads(ADVICE.read_text(encoding="utf-8"))["cause"]
    return tuple(Advice.model_validate(entry) for entry in entries)


def causes_of(changes: Iterable[Change]) -> list[Cause]:
    """Group changes with the same key, in the order of their importance."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(change.key, []).append(change)
    kinds = {kind: number for number, kind in enumerate(Kind)}
    causes = [_cause(key, members, kinds) for key, members in found.items()]
    return sorted(causes, key=importance)


def importance(cause: Cause) -> tuple[int, bool, bool, bool, int, str]:
    """The sort key of a cause: worst first, then access control, known causes, and those that promises show."""
    only_watched = all(place.test.startswith("watch_") for place in cause.places)
    return cause.aspect.rank, not cause.security, not cause.advice, only_watched, -len(cause.concepts), cause.key


def varied(causes: Iterable[Cause]) -> list[Cause]:
    """Sorted causes, in which those of the same aspect are reordered: one of each kind first, then a second one, etc.

    A kind is a release, or none, and the status codes. One release can have dozens of causes of the same kind, and the
    first screen shows few.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    ranked: list[tuple[int, bool, bool, int, Cause]] = []
    for cause in causes:
        blame = cause.blame.packages if cause.blame else []
        kind = (str(cause.aspect), *blame, "", *(text[:3] for text in (cause.old, cause.new) if text[:3].isdigit()))
        ranked.append((cause.aspect.rank, not cause.security, not cause.advice, seen[kind], cause))
        seen[kind] += 1
    return [cause for *_, cause in sorted(ranked, key=lambda one: one[:4])]


def _cause(key: str, members: list[Change], kinds: dict[Kind, int]) -> Cause:
    worst = min(members, key=lambda one: one.aspect.rank)
    # A watch is named after the situation, so its name is more informative than a promise's.
    shown = next((one for one in members if one.place.test.startswith("watch_")), worst)
    advice = next((entry for entry in known_causes() if re.search(entry.key, key)), None)
    details = dict.fromkeys(line for one in members for line in (*one.details, one.summary))
    return Cause(
        kind=min((one.kind for one in members), key=kinds.__getitem__),
        aspect=worst.aspect,
        key=key,
        sentence=advice.sentence if advice else shown.what,
        old=shown.old,
        new=shown.new,
        advice=advice.advice if advice else "",
        details=list(details)[:MOST_DETAILS],
        status=any(one.status for one in members),
        security=any(one.security for one in members),
        places=[one.place for one in members],
    )
