"""Take observations apart into single values, each under a name."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from fastapi_by_example.diff.masking import masked
from fastapi_by_example.run.document import Body

Values = dict[str, str]
"""Values as text, by the name of their part."""
AS_WRITTEN = "body as written"
"""The text of a JSON body, whose values have names of their own."""
MOST_DEPTH = 60
"""Depth of JSON up to which values have names of their own; what is deeper is one value."""


def steady_path(path: str) -> str:
    """A path with numbers and identifiers replaced, so that the same request of two runs has the same name."""
    return re.sub(r"[0-9a-f]{16,}|\d{4,}", "*", masked(path))


def joined(headers: Iterable[tuple[str, str]]) -> Values:
    """The values of each header. Those of a repeated one are joined by a sign that no list in a header has."""
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        values[name].append(value)
    return {name: " + ".join(several) for name, several in values.items()}


def body_values(body: Body) -> Values:
    """A body: JSON as one value for each place in it and once as it was written, other text line by line."""
    values: Values = {"body kind": body.kind}
    if body.kind == "bytes":
        values["body"] = digest_of(body)
    elif body.kind == "json":
        try:
            document = json.loads(body.text)
        except (ValueError, RecursionError):
            return {**values, "body": body.text}
        values |= {f"body {pointer}": value for pointer, value in json_values(document)}
        values[AS_WRITTEN] = body.text
    elif body.kind == "text":
        *ended, last = body.text.split("\n")
        lines = [line.removesuffix("\r") for line in (*ended, *([last] if last else []))]
        values |= {f"body line {number}": line for number, line in enumerate(lines, 1)}
        ends = {"CRLF" if line.endswith("\r") else "LF" for line in ended}
        if ends:
            values["body line ends"] = ", ".join(sorted(ends)) + (", none at the end" if last else "")
    return values


def digest_of(body: Body) -> str:
    """A body that is known by its digest only, spaced so that it is not masked as something random."""
    groups = (body.digest[start : start + 8] for start in range(0, len(body.digest), 8))
    return f"{body.length} bytes, SHA-256 {' '.join(groups)}"


def json_values(value: object, pointer: str = "$", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every scalar and every empty container of a JSON document, under its place."""
    if isinstance(value, dict) and value and depth < MOST_DEPTH:
        for key, inner in value.items():
            yield from json_values(inner, f"{pointer}.{key}", depth + 1)
    elif isinstance(value, list) and value and depth < MOST_DEPTH:
        for number, inner in enumerate(value):
            yield from json_values(inner, f"{pointer}[{number}]", depth + 1)
    else:
        yield pointer, as_json(value)


def as_json(value: object) -> str:
    """A value as JSON in readable characters; one that no encoding has stays escaped."""
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
    except RecursionError:
        return "nested too deeply to show"


def rewritten(old: str | None, new: str | None) -> str:
    """What differs between two texts of the same JSON, such as `another order of keys`; empty if more does."""
    try:
        first, second = (json.loads(text or "") for text in (old, new))
        if json.dumps(first, sort_keys=True) != json.dumps(second, sort_keys=True):
            return ""
        if json.dumps(first) != json.dumps(second):
            return "another order of keys"
    except (ValueError, RecursionError):
        return ""
    bare = [re.sub(r'("(?:[^"\\]|\\.)*")|\s+', r"\1", text or "") for text in (old, new)]
    return "other white space" if bare[0] == bare[1] else "another spelling of the same values"
