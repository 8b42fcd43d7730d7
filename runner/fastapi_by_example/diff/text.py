"""How values and names read in a report."""

import re

from fastapi_by_example.diff.masking import masked
from fastapi_by_example.store.digest import digest

MOST_SHOWN = 120
"""Characters of a value that are shown."""
BEFORE = 30
"""Characters that are shown before the first one that differs."""
NOTHING = "nothing"


def contrast(old: str | None, new: str | None, most: int = MOST_SHOWN) -> tuple[str, str]:
    """Both values, cut to where they begin to differ."""
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
    """A text with counts, links, paths and quoted parameters masked: equal for texts with the same cause.

    Status codes, header names, exception classes and schema keywords stay.
    """
    if text is None:
        return NOTHING
    text = re.sub(r"https?://[^\s\"')>]+", "<link>", masked(text))
    text = re.sub(r"\[(parameters|SQL): .*?\](?= |$)", r"[\1]", text, flags=re.DOTALL)
    text = re.sub(r"(?<![\w<])/[\w{}.:/*-]+", "<path>", text)
    return re.sub(r"\b\d+(\.\d+)*\b", _number, text)


def _number(found: re.Match[str]) -> str:
    # A status code, and the version in which something goes away, are what matters.
    return found[0] if re.fullmatch(r"[1-5]\d\d|\d+\.\d+(\.\d+)?", found[0]) else "#"


def short(text: str, most: int = 300) -> str:
    """A template of bounded length: what is cut off is told apart by its digest."""
    return text if len(text) <= most else f"{text[:most]}[{digest(text)[:8]}]"


def steady_part(part: str) -> str:
    """The name of a part with the numbers of list elements, lines and messages masked."""
    return re.sub(r"(?<=\[)\d+(?=\])|(?<=^body line )\d+|(?<=^message )\d+", "#", part)


def spoken_part(part: str) -> str:
    """The name of a part as a report says it."""
    part = re.sub(r"^(body|result) \$\.?", r"\1 ", steady_part(part)).strip()
    part = re.sub(r"\[#\]", "[]", part)
    return {"result": "the result", "body": "the body"}.get(part, part)


def spoken_test(name: str) -> str:
    """What the name of a test or a watch says: `watch_header_sent_twice[a]` is "header sent twice"."""
    name = name.partition("[")[0].rpartition("::")[2]
    return re.sub(r"^(test|watch)_", "", name).replace("_", " ")
