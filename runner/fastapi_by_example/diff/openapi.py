"""Compare two OpenAPI documents, and classify each difference by its impact on clients."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi_by_example.diff.impact import BOTH, MISSING, REQUEST, RESPONSE, Impact, Place, impact_of, keywords_of
from fastapi_by_example.diff.schemas import (
    EMPTY_WHERE_MISSING,
    NAMED,
    VALUES,
    alike,
    canonical,
    is_plain,
    mapping,
    named,
    resolved,
    same,
    schema_name,
    union_of,
    without,
)


@dataclass(frozen=True)
class Difference:
    """One keyword of a document that differs; `old` or `new` is empty if it is missing."""

    place: str
    old: str
    new: str
    impact: Impact


def compare_openapi(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """All differences between two documents, in document order."""
    return list(Walk(old, new).differences(old, new, ()))


def directions(document: dict[str, Any]) -> dict[str, set[str]]:
    """For each component schema, whether it is used by requests, responses or both."""
    used: dict[str, set[str]] = {}

    def follow(part: Any, direction: str) -> None:
        if isinstance(part, dict):
            name = schema_name(part)
            if name and direction not in used.setdefault(name, set()):
                used[name].add(direction)
                follow(_schemas_of(document).get(name), direction)
            for inner in part.values():
                follow(inner, direction)
        elif isinstance(part, list):
            for inner in part:
                follow(inner, direction)

    def follow_operations(items: Any, asked: str, answered: str) -> None:
        for operations in mapping(items).values():
            for operation in map(mapping, mapping(operations).values()):
                follow([operation.get("requestBody"), operation.get("parameters")], asked)
                follow(operation.get("responses"), answered)
                for callback in mapping(operation.get("callbacks")).values():
                    follow_operations(callback, answered, asked)

    follow_operations(document.get("paths"), REQUEST, RESPONSE)
    follow_operations(document.get("webhooks"), RESPONSE, REQUEST)
    return used


def _schemas_of(document: dict[str, Any]) -> dict[str, Any]:
    return mapping(mapping(document.get("components")).get("schemas"))


class Walk:
    """Walks two documents side by side. Schemas are compared where they are used, regardless of their names."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.old, self.new = _schemas_of(old), _schemas_of(new)
        before, after = directions(old), directions(new)
        self.used = {name: before.get(name, set()) | after.get(name, set()) for name in before | after}
        self.followed: set[tuple[str, str, str]] = set()

    def differences(self, old: Any, new: Any, place: Place) -> Iterator[Difference]:
        """The differences of two parts at the same place."""
        if same(old, new):
            return
        if VALUES.intersection(keywords_of(place)[-1:]):
            yield self.difference(place, old, new)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self.dict_differences(old, new, place)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self.list_differences(old, new, place)
        else:
            yield self.difference(place, old, new)

    def dict_differences(self, old: dict[str, Any], new: dict[str, Any], place: Place) -> Iterator[Difference]:
        """Compare two objects by key, after normalizing paths and schemas."""
        if keywords_of(place)[-1:] == ["paths"]:
            for path, renamed in _renamed_paths(old, new):
                yield Difference(_spelled((*place, path)), path, renamed, Impact.COSMETIC)
                new = {path: _with_names_of(path, renamed, mapping(new[renamed])), **without(new, renamed)}
        if not NAMED.intersection(keywords_of(place)[-1:]):
            if self.direction_of(place) == REQUEST and _takes_several(place, old, new):
                yield Difference(_spelled((*place, "type")), shown(old["type"]), "array", Impact.ADDITIVE)
                new = {**new["items"], **without(without(new, "items"), "type")}
            old, new = self.without_names(canonical(old), canonical(new), place)
            was, now = union_of(old), union_of(new)
            if was and now and was != now:
                yield Difference(_spelled(place), was, now, Impact.COSMETIC)
                new = {was: new[now], **without(new, now)}
            old, new = alike(old, new)
        for key in [*old, *(key for key in new if key not in old)]:
            here = (*place, key)
            one, other = old.get(key, MISSING), new.get(key, MISSING)
            if MISSING in (one, other) and keywords_of(here)[-1] in EMPTY_WHERE_MISSING:
                empty = type(other if one is MISSING else one)()
                one, other = (empty, other) if one is MISSING else (one, empty)
            if MISSING in (one, other):
                yield self.difference(here, one, other)
            else:
                yield from self.differences(one, other, here)

    def without_names(self, old: dict[str, Any], new: dict[str, Any], place: Place) -> tuple[dict[str, Any], ...]:
        """Two schemas with references by different names inlined, once per pair of names."""
        pair = (schema_name(old), schema_name(new), self.direction_of(place))
        if pair[0] == pair[1]:
            return old, new
        if all(pair) and pair in self.followed:
            return without(old, "$ref"), without(new, "$ref")
        self.followed.add(pair)
        return canonical(resolved(old, self.old)), canonical(resolved(new, self.new))

    def list_differences(self, old: list[Any], new: list[Any], place: Place) -> Iterator[Difference]:
        """Compare lists by the names of their elements; unnamed schemas on one side only are compared in pairs."""
        keyword = keywords_of(place)[-1] if place else ""
        before, after = named(old, keyword), named(new, keyword)
        gone = [name for name in before if name not in after]
        come = [name for name in after if name not in before]
        if keyword not in ("servers", "enum"):
            for one, other in list(zip(gone, come, strict=False)):
                if isinstance(before[one], dict) and isinstance(after[other], dict):
                    yield from self.differences(before[one], after[other], (*place, str(list(before).index(one))))
                    gone.remove(one)
                    come.remove(other)
        for name in [*before, *come]:
            if name in gone or name in come:
                yield self.difference((*place, name), before.get(name, MISSING), after.get(name, MISSING))
            elif name in after:
                yield from self.differences(before[name], after[name], (*place, name))
        if before.keys() == after.keys() and list(before) != list(after):
            yield Difference(_spelled(place), "", "another order", Impact.COSMETIC)

    def difference(self, place: Place, old: Any, new: Any) -> Difference:
        """One difference with its impact."""
        return Difference(_spelled(place), shown(old), shown(new), impact_of(place, old, new, self.direction_of(place)))

    def direction_of(self, place: Place) -> str:
        """Whether clients send or receive the data at a place; requests of a webhook are received."""
        if place[:2] == ("components", "schemas") and len(place) > 2:
            used = self.used.get(place[2], set())
            return next(iter(used)) if len(used) == 1 else BOTH
        keywords = keywords_of(place)
        turns = [key for key in keywords if key in ("responses", "webhooks", "callbacks")]
        return RESPONSE if len(turns) % 2 else REQUEST


def _renamed_paths(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    """The paths that differ only in the names of their parameters, which OpenAPI considers identical."""
    come = {re.sub(r"{[^}]*}", "{}", path): path for path in new if path not in old}
    gone = {path: re.sub(r"{[^}]*}", "{}", path) for path in old if path not in new}
    return [(path, come[template]) for path, template in gone.items() if template in come]


def _with_names_of(path: str, renamed: str, operations: dict[str, Any]) -> dict[str, Any]:
    """The operations of a renamed path, with the parameter names of the old path."""
    names = dict(zip(re.findall(r"{([^}]*)}", renamed), re.findall(r"{([^}]*)}", path), strict=True))

    def called(parameter: Any) -> Any:
        name = mapping(parameter).get("name")
        in_path = isinstance(name, str) and parameter.get("in") == "path"
        return {**parameter, "name": names.get(name, name)} if in_path else parameter

    def inside(operation: Any) -> Any:
        parameters = mapping(operation).get("parameters")
        return {**operation, "parameters": [*map(called, parameters)]} if isinstance(parameters, list) else operation

    return {method: inside(operation) for method, operation in operations.items()}


def _takes_several(place: Place, old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether a query parameter with one value now takes a list: one value is sent as before."""
    keywords = keywords_of(place)
    within = keywords[keywords.index("parameters") :] if "parameters" in keywords else []
    if within[:3] != ["parameters", "", "schema"] or not {"", "anyOf"}.issuperset(within[3:]):
        return False
    is_query = place[len(keywords) - len(within) + 1].startswith("query:")
    was_plain = old.get("type") in ("string", "integer", "number", "boolean")
    return is_query and was_plain and new.get("type") == "array" and isinstance(new.get("items"), dict)


def _spelled(place: Place) -> str:
    return " › ".join(place)


def shown(value: Any) -> str:
    """A value as a short text."""
    if value is MISSING:
        return ""
    text = value if is_plain(value) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
