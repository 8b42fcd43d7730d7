"""Small OpenAPI documents, and the differences between two of them."""

from typing import Any

from fastapi_by_example.diff.impact import Impact
from fastapi_by_example.diff.openapi import Difference, compare_openapi

BREAKING, ADDITIVE, COSMETIC = Impact.BREAKING, Impact.ADDITIVE, Impact.COSMETIC
Json = dict[str, Any]
STRING: Json = {"type": "string"}
NULL: Json = {"type": "null"}
NAME_AND_AGE: Json = {"type": "object", "properties": {"name": STRING, "age": {"type": "integer"}}}


def reference(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def document(operation: Json, **schemas: Json) -> Json:
    return {
        "openapi": "3.1.0",
        "info": {"title": "An API", "version": "1"},
        "paths": {"/items": {"post": {"responses": {"200": {"description": "OK"}}, **operation}}},
        "components": {"schemas": schemas},
    }


def sending(schema: Json, **schemas: Json) -> Json:
    """A document in which clients send a schema."""
    return document({"requestBody": {"required": True, **content(schema)}}, **schemas)


def getting(schema: Json, **schemas: Json) -> Json:
    """A document in which clients get a schema."""
    return document({"responses": {"200": {"description": "OK", **content(schema)}}}, **schemas)


def both(schema: Json) -> Json:
    """A document in which clients send and get the same component schema."""
    operation = {**sending(reference("Item"))["paths"]["/items"]["post"]}
    operation["responses"] = {"200": {"description": "OK", **content(reference("Item"))}}
    return document(operation, Item=schema)


def impacts(old: Json, new: Json) -> set[Impact]:
    return {found.impact for found in compare_openapi(old, new)}


def only(old: Json, new: Json) -> Difference:
    found = compare_openapi(old, new)
    assert len(found) == 1, found
    return found[0]


def query(name: str, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": {"type": "integer"}, **more}
