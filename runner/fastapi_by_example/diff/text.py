"""Format values and names for a report."""

import re

from fastapi_by_example.diff.masking import masked
from fastapi_by_example.store.digest import digest

MOST_SHOWN = 120
"""Longest value that is shown, in characters."""
BEFORE = 30
"""Characters shown before the first difference."""
LONGEST_PATH = 40
"""Longest path of a request that is shown beside a test, in characters."""
NOTHING = "nothing"


def contrast(old: str | None, new: str | None, most: int = MOST_SHOWN) -> tuple[str, str]:
    """Both values, truncated around the first difference."""
    start = 0
    if old and new and max(len(old), len(new)) > most:
        same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        start = max(same - BEFORE, 0)
    return _cut(old, start, most), _cut(new, start, most)


def _cut(value: str | None, start: int, most: int) -> str:
    if value is None:
        return NOTHING
    text = ("…" if start else "") + value[start:]
    return (text if len(text) <= most else f"{text[: most - 1]}…") or "empty"


def template(text: str | None) -> str:
    """A text with counts, links, paths and quoted parameters masked, so that texts with the same cause are equal.

    Status codes, header names, exception classes and schema keywords are kept.
    """
    if text is None:
        return NOTHING
    text = re.sub(r"https?://[^\s\"')>]+", "<link>", masked(text))
    text = re.sub(r"\[(parameters|SQL): .*?\](?= |$)", r"[\1]", text, flags=re.DOTALL)
    text = re.sub(r"(?<![\w<])/[\w{}.:/*-]+", "<path>", text)
    return re.sub(r"\b\d+(\.\d+)*\b", _number, text)


def _number(found: re.Match[str]) -> str:
    # Status codes, and versions such as that of a removal, are kept.
    return found[0] if re.fullmatch(r"[1-5]\d\d|\d+\.\d+(\.\d+)?", found[0]) else "#"


def short(text: str, most: int = 300) -> str:
    """A template of limited length; the rest is replaced by a digest."""
    return text if len(text) <= most else f"{text[:most]}[{digest(text)[:8]}]"


def steady_part(part: str) -> str:
    """The name of a part with the numbers of list elements, lines and messages masked."""
    return re.sub(r"(?<=\[)\d+(?=\])|(?<=^body line )\d+|(?<=^message )\d+", "#", part)


def spoken_part(part: str) -> str:
    """The name of a part as shown in a report."""
    part = re.sub(r"^(body|result) \$\.?", r"\1 ", steady_part(part)).strip()
    part = re.sub(r"\[#\]", "[]", part)
    return {"result": "the result", "body": "the body"}.get(part, part)


def spoken_test(name: str) -> str:
    """The name of a test or watch as words: `watch_header_sent_twice[a]` is "header sent twice"."""
    name = name.partition("[")[0].rpartition("::")[2]
    return re.sub(r"^(test|watch)_", "", name).replace("_", " ")


def situation_of(test: str, request: str) -> str:
    """What was tried, for a reader: the test as words, with its request if the path tells more.

    A path that may be random is left out.
    """
    words = spoken_test(test)
    if not words:
        return request
    asked = re.sub(r" \((request|connection) \d+\)$", "", request)
    path = asked.rpartition(" ")[2]
    tells_more = path.strip("/") and len(path) <= LONGEST_PATH and not re.search(r"[0-9a-f]{8}|\d{5}", path)
    return f"{words} ({asked})" if tells_more else words
