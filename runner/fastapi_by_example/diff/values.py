"""Split observations into named values."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from fastapi_by_example.diff.masking import masked
from fastapi_by_example.run.document import Body

Values = dict[str, str]
"""Values as text, by part."""
AS_WRITTEN = "body as written"
"""The name of the text of a JSON body, in addition to its values."""
MOST_DEPTH = 60
"""Depth up to which JSON is split into values; anything deeper is one value."""
REPEATED_PING = re.compile(r"^(:[^\n]*\n\r?\n)\1+", re.MULTILINE)
"""A comment in an event stream, sent again and again to keep the connection open: how often depends on the time."""
REORDERED = "another order of keys"
"""How two texts of the same JSON differ if only the order of keys does."""


def steady_path(path: str) -> str:
    """A path with numbers and identifiers masked, so that equal requests of two runs have equal names."""
    return re.sub(r"[0-9a-f]{16,}|\d{4,}", "*", masked(path))


def joined(headers: Iterable[tuple[str, str]]) -> Values:
    """The value of each header. The values of a repeated header are joined by ` + `."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        values[name].append(value)
    return {name: " + ".join(several) for name, several in values.items()}


def body_values(body: Body) -> Values:
    """The values of a body: JSON by place and once as written, other text by line."""
    values: Values = {"body kind": body.kind}
    if body.kind == "bytes":
        values["body"] = _digest_of(body)
    elif body.kind == "json":
        try:
            document = json.loads(body.text)
        except (ValueError, RecursionError):
            return {**values, "body": body.text}
        values |= {f"body {pointer}": value for pointer, value in json_values(document)}
        values[AS_WRITTEN] = body.text
    elif body.kind == "text":
        *ended, last = REPEATED_PING.sub(r"\1", body.text).split("\n")
        lines = [line.removesuffix("\r") for line in (*ended, *([last] if last else []))]
        values |= {f"body line {number}": line for number, line in enumerate(lines, 1)}
        ends = {"CRLF" if line.endswith("\r") else "LF" for line in ended}
        if ends:
            values["body line ends"] = ", ".join(sorted(ends)) + (", none at the end" if last else "")
    return values


def _digest_of(body: Body) -> str:
    """The digest of a body, with spaces so that it is not masked as random."""
    groups = (body.digest[start : start + 8] for start in range(0, len(body.digest), 8))
    return f"{body.length} bytes, SHA-256 {' '.join(groups)}"


def json_values(value: object, pointer: str = "$", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every scalar and every empty container of a JSON document, with its place."""
    if isinstance(value, dict) and value and depth < MOST_DEPTH:
        for key, inner in value.items():
            yield from json_values(inner, f"{pointer}.{key}", depth + 1)
    elif isinstance(value, list) and value and depth < MOST_DEPTH:
        for number, inner in enumerate(value):
            yield from json_values(inner, f"{pointer}[{number}]", depth + 1)
    else:
        yield pointer, as_json(value)


def as_json(value: object) -> str:
    """A value as JSON without unnecessary escapes."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    except RecursionError:
        return "nested too deeply to show"


def rewritten(old: str | None, new: str | None) -> str:
    """How two texts of the same JSON differ, such as `another order of keys`; empty if the values differ."""
    try:
        first, second = (json.loads(text or "") for text in (old, new))
        if json.dumps(first, sort_keys=True) != json.dumps(second, sort_keys=True):
            return ""
        if json.dumps(first) != json.dumps(second):
            return REORDERED
    except (ValueError, RecursionError):
        return ""
    bare = [re.sub(r'("(?:[^"\\]|\\.)*")|\s+', r"\1", text or "") for text in (old, new)]
    return "other white space" if bare[0] == bare[1] else "another spelling of the same values"
