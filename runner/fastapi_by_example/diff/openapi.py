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
    | {"mapping"}
)
"""Keywords that forbid and allow nothing. The `mapping` of a discriminator repeats what its schemas say themselves."""
NAMED = frozenset(
    {"paths", "webhooks", "callbacks", "properties", "schemas", "responses", "content", "headers", "securitySchemes"}
    | {"flows", "scopes"}
)
"""Keywords below which the names are the document's own: a `title` there is a property, not a keyword."""
VALUES = frozenset({"default", "const", "example", "security"})
"""Keywords whose value is data, whatever its keys are called, or means something only as a whole."""
CHOICES = frozenset({"anyOf", "oneOf", "enum", "type", "servers"})
"""Lists of which one element is enough: another element allows more."""
LISTS = CHOICES | {"parameters", "required", "allOf", "prefixItems", "examples"}
"""Keywords below which an element of a list, or its number, stands."""
EMPTY_WHERE_MISSING = NAMED | {"parameters", "required", "components"}
NOTES = frozenset({"deprecated", "readOnly", "writeOnly"})
ANNOTATIONS = COSMETIC | NOTES | {"default"}
"""What a schema says beside what it allows."""
DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(NOTES | {"uniqueItems"}, (False,)),
    **dict.fromkeys(("minLength", "minItems", "minProperties"), (0,)),
    "additionalProperties": (True, {}),
}
"""Values that say what leaving them out says."""
TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
TYPES |= {type(None): "null", list: "array", dict: "object"}
UPPER_BOUNDS = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
LOWER_BOUNDS = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
RESPONSE, REQUEST, BOTH = "response", "request", "both"
Place = tuple[str, ...]
Demands = list[frozenset[tuple[str, str]]]
MISSING: Any = object()
"""In place of what a document does not have. It may well have a null there."""


def compare_openapi(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """All differences between two documents, in the order of the document."""
    return list(Walk(old, new).differences(old, new, ()))


def directions(document: dict[str, Any]) -> dict[str, set[str]]:
    """For each component schema, whether requests use it, responses, or both."""
    used: dict[str, set[str]] = {}

    def follow(part: Any, direction: str) -> None:
        if isinstance(part, dict):
            name = schema_name(part)
            if name and direction not in used.setdefault(name, set()):
                used[name].add(direction)
                follow(schemas_of(document).get(name), direction)
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


def schemas_of(document: dict[str, Any]) -> dict[str, Any]:
    """The component schemas of a document."""
    return mapping(mapping(document.get("components")).get("schemas"))


def mapping(part: Any) -> dict[str, Any]:
    """A part of a document that should be an object; an empty one in place of anything else."""
    return part if isinstance(part, dict) else {}


def schema_name(part: Any) -> str:
    """The name of the component schema that a part of a document refers to; empty for another part."""
    reference = part.get("$ref") if isinstance(part, dict) else None
    prefix = "#/components/schemas/"
    return reference.removeprefix(prefix) if isinstance(reference, str) and reference.startswith(prefix) else ""


class Walk:
    """Goes through two documents side by side. Schemas are compared where they are used, whatever they are called."""

    def __init__(self, old: dict[str, Any], new: dict[str, Any]) -> None:
        self.old, self.new = schemas_of(old), schemas_of(new)
        before, after = directions(old), directions(new)
        self.used = {name: before.get(name, set()) | after.get(name, set()) for name in before | after}
        self.followed: set[tuple[str, str, str]] = set()

    def differences(self, old: Any, new: Any, place: Place) -> Iterator[Difference]:
        """The differences of two parts that stand at the same place."""
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
        """Compare key by key; schemas by what they say here, however they say it."""
        if not NAMED.intersection(keywords_of(place)[-1:]):
            old, new = self.without_names(canonical(old), canonical(new), place)
            was, now = union_of(old), union_of(new)
            if was and now and was != now:
                yield Difference(spelled(place), was, now, Impact.COSMETIC)
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
        """Two schemas that are referred to by different names as if they stood here, once for each two names."""
        pair = (schema_name(old), schema_name(new), self.direction_of(place))
        if pair[0] == pair[1]:
            return old, new
        if all(pair) and pair in self.followed:
            return without(old, "$ref"), without(new, "$ref")
        self.followed.add(pair)
        return canonical(resolved(old, self.old)), canonical(resolved(new, self.new))

    def list_differences(self, old: list[Any], new: list[Any], place: Place) -> Iterator[Difference]:
        """Compare lists by what names their elements; schemas without a name that only one side has, pair by pair."""
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
            yield Difference(spelled(place), "", "another order", Impact.COSMETIC)

    def difference(self, place: Place, old: Any, new: Any) -> Difference:
        """One difference, with its meaning."""
        return Difference(spelled(place), shown(old), shown(new), impact_of(place, old, new, self.direction_of(place)))

    def direction_of(self, place: Place) -> str:
        """Whether a place is about what clients send or what they get; the requests of a webhook they get."""
        if place[:2] == ("components", "schemas") and len(place) > 2:
            used = self.used.get(place[2], set())
            return next(iter(used)) if len(used) == 1 else BOTH
        keywords = keywords_of(place)
        turns = [key for key in keywords if key in ("responses", "webhooks", "callbacks")]
        return RESPONSE if len(turns) % 2 else REQUEST


def resolved(part: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A part of a document with the schema that it refers to in place of the reference."""
    schema = schemas.get(schema_name(part))
    return {**schema, **without(part, "$ref")} if isinstance(schema, dict) else part


def without(part: dict[str, Any], key: str) -> dict[str, Any]:
    """A part of a document without one of its keys."""
    return {name: value for name, value in part.items() if name != key}


def same(old: Any, new: Any) -> bool:
    """Whether two values are one in JSON, which tells 1 from true and from 1.0."""
    return old is new or (old == new and json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True))


def canonical(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema said in one of the ways to say the same: no `allOf` of one, no `enum` of one, no type of a constant."""
    parts = schema.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
        inner, outer = canonical(parts[0]), without(schema, "allOf")
        if all(key in ANNOTATIONS or same(inner[key], outer[key]) for key in inner.keys() & outer.keys()):
            schema = {**inner, **outer}
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and same(schema.get("const", values[0]), values[0]):
        schema = {**without(schema, "enum"), "const": values[0]}
    if "const" in schema and is_of(schema["const"], schema.get("type")):
        schema = without(schema, "const" if schema["type"] == "null" else "type")
    return schema


def is_of(value: Any, kind: Any) -> bool:
    """Whether a value is of a type, or of one of several."""
    return TYPES[type(value)] in as_list(kind) or (type(value) is int and "number" in as_list(kind))


def as_list(value: Any) -> list[Any]:
    """A value that may stand for a list of one."""
    return value if isinstance(value, list) else [value]


def alike(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two schemas that say in the same way what both could: a choice, several parts, or one value."""
    for key in ("anyOf", "oneOf", "allOf"):
        if (key in old) != (key in new):
            old, new = as_parts(old, key), as_parts(new, key)
    return beside(old, new), beside(new, old)


def union_of(schema: dict[str, Any]) -> str:
    """The keyword below which a schema has its choices; empty where there is no such one."""
    found = [key for key in ("anyOf", "oneOf") if key in schema]
    return found[0] if len(found) == 1 else ""


def as_parts(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """A schema as a list of schemas, of one where it is none. What says nothing stays: nothing is not a part."""
    only = {name: value for name, value in schema.items() if name not in ANNOTATIONS}
    if key in schema or not only:
        return schema
    return {key: [only], **{name: value for name, value in schema.items() if name in ANNOTATIONS}}


def beside(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A constant with the type that the other schema has too, and as a list of one where the other has a list."""
    if "const" not in schema or "const" in other:
        return schema
    said = dict(schema)
    if said["const"] is None and other.get("type") == "null":
        return {**without(said, "const"), "type": "null"}
    if "type" in other and "type" not in said:
        said["type"] = other["type"] if is_of(said["const"], other["type"]) else TYPES[type(said["const"])]
    if "enum" in other and "enum" not in said:
        said["enum"] = [said.pop("const")]
    return said


def named(items: list[Any], keyword: str) -> dict[str, Any]:
    """The elements of a list under their names, or their numbers where these count.

    A parameter that is there again has a name of its own.
    """
    found: dict[str, Any] = {}
    for number, item in enumerate(items):
        name = str(number) if keyword == "prefixItems" else name_of(item, keyword)
        while keyword == "parameters" and name in found:
            name += " again"
        found[name] = item
    return found


def name_of(item: Any, keyword: str) -> str:
    """What an element of a list is known by."""
    if keyword in ("parameters", "tags") and isinstance(item, dict) and "name" in item:
        return f"{item['in']}:{item['name']}" if "in" in item else str(item["name"])
    if keyword in ("anyOf", "oneOf", "allOf") and isinstance(item, dict):
        item = canonical(item)
    return item if is_plain(item) else json.dumps(item, sort_keys=True)


def is_plain(value: Any) -> bool:
    """Whether a value is a text that is not mistaken for nothing, null or a number when it stands without quotes."""
    if not isinstance(value, str) or not value:
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    return False


def keywords_of(place: Place) -> list[str]:
    """The keys of a place, with an empty text for those that are the document's own names and for list elements."""
    keywords: list[str] = []
    for key in place:
        keywords.append("" if keywords and keywords[-1] in NAMED | LISTS else key)
    return keywords


def impact_of(place: Place, old: Any, new: Any, direction: str) -> Impact:
    """What it means that something is gone (`new` is MISSING), has come (`old` is MISSING), or differs."""
    keywords = keywords_of(place)
    above, last = ["", *keywords][-2:]
    if COSMETIC.intersection(keywords) or any(key.startswith("x-") for key in keywords):
        return Impact.COSMETIC
    old, new = (MISSING if value in DEFAULTS.get(last, ()) else value for value in (old, new))
    if old is new or ({type(old), type(new)} == {int, float} and old == new):
        return Impact.COSMETIC  # to a JSON Schema, 1.0 is 1
    if last in NOTES:
        return Impact.ADDITIVE
    if above == "scopes" and MISSING not in (old, new):
        return Impact.COSMETIC  # a scope is described otherwise
    if last == "security":
        return security_impact(demands(old), demands(new))
    if last == "default":
        return Impact.BREAKING if MISSING not in (old, new) and direction != RESPONSE else Impact.ADDITIVE
    if above in NAMED | {"parameters"} or last == "requestBody" or keywords[:-1] == ["paths", ""]:
        return offer_impact(above, place[-1], old, new, direction)
    narrowed = narrows(above, last, old, new)
    breaks = narrowed is None or direction in (BOTH, REQUEST if narrowed else RESPONSE)
    return Impact.BREAKING if breaks else Impact.ADDITIVE


def offer_impact(above: str, name: str, old: Any, new: Any, direction: str) -> Impact:
    """What it means that a path, an operation, a body, a parameter, a property or a status comes or goes."""
    if old is MISSING:
        needed = direction == REQUEST and (above == "parameters" or name == "requestBody")
        return Impact.BREAKING if needed and isinstance(new, dict) and new.get("required") else Impact.ADDITIVE
    return Impact.ADDITIVE if above == "responses" and name[:1] in ("4", "5") else Impact.BREAKING


def security_impact(old: Demands, new: Demands) -> Impact:
    """What other demands mean: breaking, unless whoever had what was enough for a way in still finds one."""
    if not all(any(way <= had for way in new) for had in old):
        return Impact.BREAKING
    return Impact.ADDITIVE if any(not any(way <= had for way in old) for had in new) else Impact.COSMETIC


def demands(security: Any) -> Demands:
    """The schemes and scopes that each way in asks for; one way that asks for nothing where all is open."""
    ways = [mapping(way) for way in security] if isinstance(security, list) else []
    asked = [
        {(scheme, str(scope)) for scheme, scopes in way.items() for scope in ("", *as_list(scopes))} for way in ways
    ]
    return [frozenset(way) for way in asked] or [frozenset()]


def narrows(above: str, last: str, old: Any, new: Any) -> bool | None:
    """Whether a difference allows less than before; None where that cannot be said."""
    if last == "required":
        return bool(new)
    if MISSING in (old, new):
        return (old is MISSING) != (above in CHOICES)
    if last == "type" and {str(old), str(new)} == {"integer", "number"}:
        return bool(new == "integer")
    if last in UPPER_BOUNDS | LOWER_BOUNDS and isinstance(old, int | float) and isinstance(new, int | float):
        return (new < old) == (last in UPPER_BOUNDS)
    return None


def spelled(place: Place) -> str:
    """A place as text."""
    return " › ".join(place)


def shown(value: Any) -> str:
    """A value as text, short enough for a line."""
    if value is MISSING:
        return ""
    text = value if is_plain(value) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:199]}…"
