"""Compare two OpenAPI documents, and classify each difference by its impact on clients."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Impact(StrEnum):
    """The impact of a difference on clients: it may break them, allows more, or only reads differently."""

    BREAKING = "breaking"
    ADDITIVE = "additive"
    COSMETIC = "cosmetic"


@dataclass(frozen=True)
class Difference:
    """One keyword of a document that differs; `old` or `new` is empty if it is missing."""

    place: str
    old: str
    new: str
    impact: Impact


COSMETIC = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "openapi", "info", "tags", "xml"}
    | {"mapping"}
)
"""Keywords without effect on validation. The `mapping` of a discriminator is implied by its schemas."""
NAMED = frozenset(
    {"paths", "webhooks", "callbacks", "properties", "schemas", "responses", "content", "headers", "securitySchemes"}
    | {"flows", "scopes"}
)
"""Keywords whose children are names, not keywords: a `title` there is a property."""
VALUES = frozenset({"default", "const", "example", "security"})
"""Keywords whose value is data, or is only meaningful as a whole."""
CHOICES = frozenset({"anyOf", "oneOf", "enum", "type", "servers"})
"""Lists of alternatives: another element allows more."""
LISTS = CHOICES | {"parameters", "required", "allOf", "prefixItems", "examples"}
"""Keywords whose children are elements of a list."""
EMPTY_WHERE_MISSING = NAMED | {"parameters", "required", "components"}
NOTES = frozenset({"deprecated", "readOnly", "writeOnly"})
ANNOTATIONS = COSMETIC | NOTES | {"default"}
"""Keywords of a schema without effect on validation."""
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(NOTES | {"uniqueItems"}, (False,)),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    "additionalProperties": (True, {}),
}
"""Values that are equivalent to a missing keyword."""
TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
TYPES |= {type(None): "null", list: "array", dict: "object"}
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
RESPONSE, REQUEST, BOTH = "response", "request", "both"
Place = tuple[str, ...]
Demands = list[frozenset[tuple[str, str]]]
MISSING: Any = object()
"""Marks a missing value, as distinct from null."""


def compare_openapi(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """All differences between two documents, in document order."""
    return list(Walk(old, new).differences(old, new, ()))


def directions(document: dict[str, Any]) -> dict[str, set[str]]:
    """For each component schema, whether it is used by requests, responses or both."""
    used: dict[str, set[str]] = {}

    def follow(part: Any, direction: str) -> None:
        if isinstance(part, dict):
            name = _schema_name(part)
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


def mapping(part: Any) -> dict[str, Any]:
    """A part of a document if it is an object, otherwise an empty one."""
    return part if isinstance(part, dict) else {}


def _schema_name(part: Any) -> str:
    """The name of the component schema that a part refers to; empty if it refers to none."""
    reference = part.get("$ref") if isinstance(part, dict) else None
    prefix = "#/components/schemas/"
    return reference.removeprefix(prefix) if isinstance(reference, str) and reference.startswith(prefix) else ""


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
        if VALUES.intersection(_keywords_of(place)[-1:]):
            yield self.difference(place, old, new)
        elif isinstance(old, dict) and isinstance(new, dict):
            yield from self.dict_differences(old, new, place)
        elif isinstance(old, list) and isinstance(new, list):
            yield from self.list_differences(old, new, place)
        else:
            yield self.difference(place, old, new)

    def dict_differences(self, old: dict[str, Any], new: dict[str, Any], place: Place) -> Iterator[Difference]:
        """Compare two objects by key, after normalizing schemas."""
        if not NAMED.intersection(_keywords_of(place)[-1:]):
            old, new = self.without_names(_canonical(old), _canonical(new), place)
            was, now = _union_of(old), _union_of(new)
            if was and now and was != now:
                yield Difference(_spelled(place), was, now, Impact.COSMETIC)
                new = {was: new[now], **_without(new, now)}
            old, new = _alike(old, new)
        for key in [*old, *(key for key in new if key not in old)]:
            here = (*place, key)
            one, other = old.get(key, MISSING), new.get(key, MISSING)
            if MISSING in (one, other) and _keywords_of(here)[-1] in EMPTY_WHERE_MISSING:
                empty = type(other if one is MISSING else one)()
                one, other = (empty, other) if one is MISSING else (one, empty)
            if MISSING in (one, other):
                yield self.difference(here, one, other)
            else:
                yield from self.differences(one, other, here)

    def without_names(self, old: dict[str, Any], new: dict[str, Any], place: Place) -> tuple[dict[str, Any], ...]:
        """Two schemas with references by different names inlined, once per pair of names."""
        pair = (_schema_name(old), _schema_name(new), self.direction_of(place))
        if pair[0] == pair[1]:
            return old, new
        if all(pair) and pair in self.followed:
            return _without(old, "$ref"), _without(new, "$ref")
        self.followed.add(pair)
        return _canonical(_resolved(old, self.old)), _canonical(_resolved(new, self.new))

    def list_differences(self, old: list[Any], new: list[Any], place: Place) -> Iterator[Difference]:
        """Compare lists by the names of their elements; unnamed schemas on one side only are compared in pairs."""
        keyword = _keywords_of(place)[-1] if place else ""
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
        return Difference(
            _spelled(place), shown(old), shown(new), _impact_of(place, old, new, self.direction_of(place))
        )

    def direction_of(self, place: Place) -> str:
        """Whether clients send or receive the data at a place; requests of a webhook are received."""
        if place[:2] == ("components", "schemas") and len(place) > 2:
            used = self.used.get(place[2], set())
            return next(iter(used)) if len(used) == 1 else BOTH
        keywords = _keywords_of(place)
        turns = [key for key in keywords if key in ("responses", "webhooks", "callbacks")]
        return RESPONSE if len(turns) % 2 else REQUEST


def _resolved(part: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A part of a document with its reference replaced by the schema."""
    schema = schemas.get(_schema_name(part))
    return {**schema, **_without(part, "$ref")} if isinstance(schema, dict) else part


def _without(part: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != key}


def same(old: Any, new: Any) -> bool:
    """Whether two values are equal in JSON, where 1, true and 1.0 differ."""
    return old is new or (old == new and json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True))


def _canonical(schema: dict[str, Any]) -> dict[str, Any]:
    """A normalized schema: no `allOf` or `enum` with one element, and no type of a constant."""
    parts = schema.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
        inner, outer = _canonical(parts[0]), _without(schema, "allOf")
        if all(key in ANNOTATIONS or same(inner[key], outer[key]) for key in inner.keys() & outer.keys()):
            schema = {**inner, **outer}
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and same(schema.get("const", values[0]), values[0]):
        schema = {**_without(schema, "enum"), "const": values[0]}
    if "const" in schema and _is_of(schema["const"], schema.get("type")):
        schema = _without(schema, "const" if schema["type"] == "null" else "type")
    return schema


def _is_of(value: Any, kind: Any) -> bool:
    """Whether a value has a JSON Schema type, or one of several."""
    return TYPES[type(value)] in _as_list(kind) or (type(value) is int and "number" in _as_list(kind))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _alike(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two schemas in the same form: both as choices, as parts, or as one value."""
    for key in ("anyOf", "oneOf", "allOf"):
        if (key in old) != (key in new):
            old, new = _as_parts(old, key), _as_parts(new, key)
    return beside(old, new), beside(new, old)


def _union_of(schema: dict[str, Any]) -> str:
    """The keyword of a schema's choices; empty if there is none, or both."""
    found = [key for key in ("anyOf", "oneOf") if key in schema]
    return found[0] if len(found) == 1 else ""


def _as_parts(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """A schema as a list of one schema; annotations are kept outside, and an empty schema is unchanged."""
    only = {name: value for name, value in schema.items() if name not in ANNOTATIONS}
    if key in schema or not only:
        return schema
    return {key: [only], **{name: value for name, value in schema.items() if name in ANNOTATIONS}}


def beside(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A constant with the type of the other schema, and as an `enum` of one if the other has an `enum`."""
    if "const" not in schema or "const" in other:
        return schema
    said = dict(schema)
    if said["const"] is None and other.get("type") == "null":
        return {**_without(said, "const"), "type": "null"}
    if "type" in other and "type" not in said:
        said["type"] = other["type"] if _is_of(said["const"], other["type"]) else TYPES[type(said["const"])]
    if "enum" in other and "enum" not in said:
        said["enum"] = [said.pop("const")]
    return said


def named(items: list[Any], keyword: str) -> dict[str, Any]:
    """The elements of a list by name, or by number if the order matters.

    A repeated parameter gets another name.
    """
    found: dict[str, Any] = {}
    for number, item in enumerate(items):
        name = str(number) if keyword == "prefixItems" else _name_of(item, keyword)
        while keyword == "parameters" and name in found:
            name += " again"
        found[name] = item
    return found


def _name_of(item: Any, keyword: str) -> str:
    """The name of an element of a list."""
    if keyword in ("parameters", "tags") and isinstance(item, dict) and "name" in item:
        return f"{item['in']}:{item['name']}" if "in" in item else str(item["name"])
    if keyword in ("anyOf", "oneOf", "allOf") and isinstance(item, dict):
        item = _canonical(item)
    return item if _is_plain(item) else json.dumps(item, sort_keys=True)


def _is_plain(value: Any) -> bool:
    """Whether a text is unambiguous without quotes: not empty, and not a JSON literal."""
    if not isinstance(value, str) or not value:
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    return False


def _keywords_of(place: Place) -> list[str]:
    """The keys of a place, with names and list elements replaced by an empty text."""
    keywords: list[str] = []
    for key in place:
        keywords.append("" if keywords and keywords[-1] in NAMED | LISTS else key)
    return keywords


def _impact_of(place: Place, old: Any, new: Any, direction: str) -> Impact:
    """The impact of a removed (`new` is MISSING), added (`old` is MISSING) or changed value."""
    keywords = _keywords_of(place)
    above, last = ["", *keywords][-2:]
    if COSMETIC.intersection(keywords) or any(key.startswith("x-") for key in keywords):
        return Impact.COSMETIC
    old, new = (MISSING if value in DEFAULTS.get(last, ()) else value for value in (old, new))
    if old is new or ({type(old), type(new)} == {int, float} and old == new):
        return Impact.COSMETIC  # to a JSON Schema, 1.0 is 1
    if last in NOTES:
        return Impact.ADDITIVE
    if above == "scopes" and MISSING not in (old, new):
        return Impact.COSMETIC  # only the description of a scope
    if last == "security":
        return _security_impact(_demands(old), _demands(new))
    if last == "default":
        return Impact.BREAKING if MISSING not in (old, new) and direction != RESPONSE else Impact.ADDITIVE
    if above in NAMED | {"parameters"} or last == "requestBody" or keywords[:-1] == ["paths", ""]:
        return _offer_impact(above, place[-1], old, new, direction)
    narrowed = _narrows(above, last, old, new)
    breaks = narrowed is None or direction in (BOTH, REQUEST if narrowed else RESPONSE)
    return Impact.BREAKING if breaks else Impact.ADDITIVE


def _offer_impact(above: str, name: str, old: Any, new: Any, direction: str) -> Impact:
    """The impact of adding or removing a path, operation, body, parameter, property or status."""
    if old is MISSING:
        needed = direction == REQUEST and (above == "parameters" or name == "requestBody")
        return Impact.BREAKING if needed and isinstance(new, dict) and new.get("required") else Impact.ADDITIVE
    return Impact.ADDITIVE if above == "responses" and name[:1] in ("4", "5") else Impact.BREAKING


def _security_impact(old: Demands, new: Demands) -> Impact:
    """The impact of changed security requirements: breaking unless everyone with access still has it."""
    if not all(any(way <= had for way in new) for had in old):
        return Impact.BREAKING
    return Impact.ADDITIVE if any(not any(way <= had for way in old) for had in new) else Impact.COSMETIC


def _demands(security: Any) -> Demands:
    """The schemes and scopes of each alternative; one empty alternative if access is public."""
    ways = [mapping(way) for way in security] if isinstance(security, list) else []
    asked = [
        {(scheme, str(scope)) for scheme, scopes in way.items() for scope in ("", *_as_list(scopes))} for way in ways
    ]
    return [frozenset(way) for way in asked] or [frozenset()]


def _narrows(above: str, last: str, old: Any, new: Any) -> bool | None:
    """Whether a difference allows less than before; None if that is unknown."""
    if last == "required":
        return bool(new)
    if MISSING in (old, new):
        return (old is MISSING) != (above in CHOICES)
    if last == "type" and {str(old), str(new)} == {"integer", "number"}:
        return bool(new == "integer")
    if last in UPPER_BOUNDS | LOWER_BOUNDS and isinstance(old, int | float) and isinstance(new, int | float):
        return (new < old) == (last in UPPER_BOUNDS)
    return None


def _spelled(place: Place) -> str:
    return " › ".join(place)


def shown(value: Any) -> str:
    """A value as a short text."""
    if value is MISSING:
        return ""
    text = value if _is_plain(value) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
