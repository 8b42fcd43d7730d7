"""Schemas of OpenAPI documents: their keywords, and a normal form for equivalent spellings."""

import json
from typing import Any

COSMETIC = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "openapi", "info", "tags", "xml"}
    | {"links", "mapping", "$comment"}
)
"""Keywords without effect on validation. The `mapping` of a discriminator is implied by its schemas."""
NAMED = frozenset(
    {"paths", "webhooks", "callbacks", "properties", "schemas", "responses", "content", "headers", "securitySchemes"}
    | {"flows", "scopes"}
)
"""Keywords whose children are names, not keywords: a `title` there is a property."""
VALUES = frozenset({"default", "const", "example", "security"})
"""Keywords whose value is data, or only meaningful as a whole."""
CHOICES = frozenset({"anyOf", "oneOf", "enum", "type", "servers"})
"""Lists of alternatives: another element allows more."""
LISTS = CHOICES | {"parameters", "required", "allOf", "prefixItems", "examples"}
"""Keywords whose children are elements of a list."""
EMPTY_WHERE_MISSING = NAMED | {"parameters", "required", "components"}
NOTES = frozenset({"deprecated", "readOnly", "writeOnly"})
ANNOTATIONS = COSMETIC | NOTES | {"default"}
"""Keywords of a schema without effect on validation."""
TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
TYPES |= {type(None): "null", list: "array", dict: "object"}


def mapping(part: Any) -> dict[str, Any]:
    """A part of a document if it is an object, otherwise an empty one."""
    return part if isinstance(part, dict) else {}


def schema_name(part: Any) -> str:
    """The name of the component schema that a part refers to; empty if it refers to none."""
    reference = part.get("$ref") if isinstance(part, dict) else None
    prefix = "#/components/schemas/"
    return reference.removeprefix(prefix) if isinstance(reference, str) and reference.startswith(prefix) else ""


def same(old: Any, new: Any) -> bool:
    """Whether two values are equal in JSON, where 1, true and 1.0 differ."""
    return old is new or (old == new and json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True))


def canonical(schema: dict[str, Any]) -> dict[str, Any]:
    """A normalized schema: no `allOf` or `enum` with one element, no type of a constant, nothing of OpenAPI 3.0."""
    parts = schema.get("allOf")
    if isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict):
        inner, outer = canonical(parts[0]), without(schema, "allOf")
        if all(key in ANNOTATIONS or same(inner[key], outer[key]) for key in inner.keys() & outer.keys()):
            schema = {**inner, **outer}
    values = schema.get("enum")
    if isinstance(values, list) and len(values) == 1 and same(schema.get("const", values[0]), values[0]):
        schema = {**without(schema, "enum"), "const": values[0]}
    if "const" in schema and _is_of(schema["const"], schema.get("type")):
        schema = without(schema, "const" if schema["type"] == "null" else "type")
    return _of_today(schema)


def _of_today(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of OpenAPI 3.0 in the words of 3.1: `nullable` as a choice, the `items` of a tuple as `prefixItems`."""
    if isinstance(schema.get("items"), list) and "prefixItems" not in schema:
        schema = {("prefixItems" if key == "items" else key): value for key, value in schema.items()}
    if schema.get("nullable") is True:
        schema = _as_parts(without(schema, "nullable"), "anyOf")
        if isinstance(schema.get("anyOf"), list):
            schema = {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    return schema


def _is_of(value: Any, kind: Any) -> bool:
    """Whether a value has a JSON Schema type, or one of several."""
    return TYPES[type(value)] in as_list(kind) or (type(value) is int and "number" in as_list(kind))


def as_list(value: Any) -> list[Any]:
    """A value that can be a list or its only element, as a list."""
    return value if isinstance(value, list) else [value]


def alike(old: dict[str, Any], new: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two schemas in the same form: both as choices, as parts, or as one value, and their types both as lists."""
    for key in ("anyOf", "oneOf", "allOf"):
        if (key in old) != (key in new):
            old, new = _as_parts(old, key), _as_parts(new, key)
    if isinstance(old.get("type"), list) != isinstance(new.get("type"), list):
        old, new = _with_types(old), _with_types(new)
    old, new = _with_bounds_as_in(old, new), _with_bounds_as_in(new, old)
    return _beside(old, new), _beside(new, old)


def _with_types(schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "type": as_list(schema["type"])} if "type" in schema else schema


def _with_bounds_as_in(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A schema of integers with inclusive bounds if the other has those: above 0 is from 1."""
    for bound, exclusive, step in (("minimum", "exclusiveMinimum", 1), ("maximum", "exclusiveMaximum", -1)):
        limit = schema.get(exclusive)
        if schema.get("type") == "integer" and type(limit) is int and bound in other and bound not in schema:
            schema = {**without(schema, exclusive), bound: limit + step}
    return schema


def union_of(schema: dict[str, Any]) -> str:
    """The keyword of a schema's choices; empty if there is none, or both."""
    found = [key for key in ("anyOf", "oneOf") if key in schema]
    return found[0] if len(found) == 1 else ""


def _as_parts(schema: dict[str, Any], key: str) -> dict[str, Any]:
    """A schema as a list of one schema; annotations are kept outside, and an empty schema is unchanged."""
    only = {name: value for name, value in schema.items() if name not in ANNOTATIONS}
    if key in schema or not only:
        return schema
    return {key: [only], **{name: value for name, value in schema.items() if name in ANNOTATIONS}}


def _beside(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A constant with the type of the other schema, and as an `enum` of one if the other has an `enum`."""
    if "const" not in schema or "const" in other:
        return schema
    said = dict(schema)
    if said["const"] is None and other.get("type") == "null":
        return {**without(said, "const"), "type": "null"}
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
        item = canonical(item)
    return item if is_plain(item) else json.dumps(item, sort_keys=True)


def is_plain(value: Any) -> bool:
    """Whether a text is unambiguous without quotes: not empty, and not a JSON literal."""
    if not isinstance(value, str) or not value:
        return False
    try:
        json.loads(value)
    except ValueError:
        return True
    return False


def resolved(part: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """A part of a document with its reference replaced by the schema."""
    schema = schemas.get(schema_name(part))
    return {**schema, **without(part, "$ref")} if isinstance(schema, dict) else part


def without(part: dict[str, Any], key: str) -> dict[str, Any]:
    """A part of a document without one of its keys."""
    return {name: value for name, value in part.items() if name != key}
