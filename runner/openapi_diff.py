"""Compare two OpenAPI documents, and say for each difference what it means for the API's clients."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Impact(StrEnum):
    """What a difference means for a client: it may break it, offers it more, or only reads differently."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    COSMETIC = "cosmetic"


@dataclass(frozen=True)
class Difference:
    """One keyword of a document that is not as it was; `old` or `new` is empty where there is none."""

    place: str
    old: str
    new: str
    impact: Impact


COSMETIC = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "openapi", "info", "tags", "xml"}
)
NAMED = frozenset(
    {"paths", "properties", "schemas", "responses", "content", "headers", "securitySchemes", "examples", "parameters"}
)
"""Keywords below which the names are the document's own: a `title` there is a property, not a keyword."""
LOOSENING = frozenset({"default", "deprecated", "readOnly", "writeOnly"})
RESPONSE, REQUEST, BOTH = "response", "request", "both"
Schemas = dict[str, str]


def compare_openapi(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """All differences between two documents, in the order of the document."""
    return list(differences(old, new, (), {**directions(old), **directions(new)}))


def directions(document: dict[str, Any]) -> Schemas:
    """For each component schema, whether requests use it, responses, or both."""
    used: dict[str, set[str]] = {}

    def follow(part: Any, direction: str) -> None:
        if isinstance(part, dict):
            reference = part.get("$ref")
            if isinstance(reference, str):
                name = reference.rpartition("/")[2]
                if direction not in used.setdefault(name, set()):
                    used[name].add(direction)
                    follow((document.get("components") or {}).get("schemas", {}).get(name), direction)
            for inner in part.values():
                follow(inner, direction)
        elif isinstance(part, list):
            for inner in part:
                follow(inner, direction)

    for operations in (document.get("paths") or {}).values():
        for operation in (operations or {}).values():
            if isinstance(operation, dict):
                follow(operation.get("responses"), RESPONSE)
                follow([operation.get("requestBody"), operation.get("parameters")], REQUEST)
    return {name: next(iter(found)) if len(found) == 1 else BOTH for name, found in used.items()}


def differences(old: Any, new: Any, place: tuple[str, ...], schemas: Schemas) -> Iterator[Difference]:
    """Walk both documents side by side."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            if key not in new:
                yield difference((*place, key), old[key], None, schemas)
            elif key not in old:
                yield difference((*place, key), None, new[key], schemas)
            else:
                yield from differences(old[key], new[key], (*place, key), schemas)
    elif isinstance(old, list) and isinstance(new, list):
        yield from list_differences(old, new, place, schemas)
    else:
        yield difference(place, old, new, schemas)


def list_differences(old: list[Any], new: list[Any], place: tuple[str, ...], schemas: Schemas) -> Iterator[Difference]:
    """Compare lists by what names their elements: parameters by place and name, others by their whole value."""
    before, after = {name_of(item): item for item in old}, {name_of(item): item for item in new}
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after:
            yield difference((*place, name), before[name], None, schemas)
        elif name not in before:
            yield difference((*place, name), None, after[name], schemas)
        else:
            yield from differences(before[name], after[name], (*place, name), schemas)
    if before.keys() == after.keys() and list(before) != list(after):
        yield Difference(spelled(place), "", "another order", Impact.COSMETIC)


def name_of(item: Any) -> str:
    """What an element of a list is known by."""
    if isinstance(item, dict) and "name" in item:
        return f"{item['in']}:{item['name']}" if "in" in item else str(item["name"])
    return item if isinstance(item, str) else json.dumps(item, sort_keys=True)


def difference(place: tuple[str, ...], old: Any, new: Any, schemas: Schemas) -> Difference:
    """One difference, with its meaning."""
    return Difference(spelled(place), shown(old), shown(new), impact_of(place, old, new, schemas))


def impact_of(place: tuple[str, ...], old: Any, new: Any, schemas: Schemas) -> Impact:
    """What it means that something is gone (`new` is None), has come (`old` is None), or differs."""
    keywords = [key for number, key in enumerate(place) if number == 0 or place[number - 1] not in NAMED]
    if COSMETIC.intersection(keywords):
        return Impact.COSMETIC
    parent = place[-2] if len(place) > 1 else ""
    last = place[-1] if place else ""
    if last in LOOSENING and parent not in NAMED:
        return Impact.ADDITIVE
    direction = direction_of(place, schemas)
    if parent == "required":
        gained = old is None
        return Impact.BREAKING if direction == BOTH or gained == (direction == REQUEST) else Impact.ADDITIVE
    if last == "required" and isinstance(old or new, list):
        return impact_of((*place, ""), old, new, schemas)
    if old is None:
        if parent == "parameters" or last == "requestBody":
            return Impact.BREAKING if isinstance(new, dict) and new.get("required") else Impact.ADDITIVE
        if parent in NAMED or parent in ("anyOf", "oneOf", "enum") or (len(place) > 2 and place[-3] == "paths"):
            widened = parent in ("anyOf", "oneOf", "enum") and direction == RESPONSE
            return Impact.BREAKING if widened else Impact.ADDITIVE
        return Impact.BREAKING if direction == REQUEST or last == "security" else Impact.ADDITIVE
    return Impact.BREAKING


def direction_of(place: tuple[str, ...], schemas: Schemas) -> str:
    """Whether a place is about what clients send or what they get."""
    if place[:2] == ("components", "schemas") and len(place) > 2:
        return schemas.get(place[2], BOTH)
    return RESPONSE if "responses" in place else REQUEST


def spelled(place: tuple[str, ...]) -> str:
    """A place as text."""
    return " › ".join(place)


def shown(value: Any) -> str:
    """A value as text, short enough for a line."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
