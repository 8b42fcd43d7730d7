"""Differences between whole OpenAPI documents: paths, direction, references, and how they are shown."""

from collections.abc import Callable
from typing import Any

import pytest

from fastapi_by_example.diff.impact import Impact
from fastapi_by_example.diff.openapi import compare_openapi
from tests.documents import (
    ADDITIVE,
    BREAKING,
    COSMETIC,
    NAME_AND_AGE,
    NULL,
    STRING,
    Json,
    both,
    content,
    document,
    getting,
    impacts,
    only,
    query,
    reference,
    sending,
)


def test_discriminator_mapping_is_cosmetic() -> None:
    def pet(*names: str) -> Json:
        tags = {name.lower(): reference(name)["$ref"] for name in names}
        return {
            "oneOf": [reference(name) for name in names],
            "discriminator": {"propertyName": "type", "mapping": tags},
        }

    less, more = pet("Cat", "Dog"), pet("Cat", "Dog", "Fox")
    assert impacts(sending(less), sending(more)) == {ADDITIVE, COSMETIC}
    assert impacts(sending(more), sending(less)) == {BREAKING, COSMETIC}
    assert impacts(getting(less), getting(more)) == {BREAKING, COSMETIC}
    assert impacts(getting(more), getting(less)) == {ADDITIVE, COSMETIC}


def called_back(schema: Json, **schemas: Json) -> Json:
    """A document in which the API sends a schema to its clients, as a callback of an operation."""
    operation = sending(schema)["paths"]["/items"]["post"]
    return document({"callbacks": {"done": {"{$request.body#/url}": {"post": operation}}}}, **schemas)


def hooked(schema: Json, **schemas: Json) -> Json:
    """A document in which the API sends a schema to its clients, as a webhook."""
    found = sending(schema, **schemas)
    found["webhooks"] = found.pop("paths")
    return found


def answered(schema: Json, **schemas: Json) -> Json:
    """A document in which clients answer a webhook with a schema."""
    found = getting(schema, **schemas)
    found["webhooks"] = found.pop("paths")
    return found


@pytest.mark.parametrize(("use", "gets"), [(called_back, True), (hooked, True), (answered, False)])
def test_webhooks_and_callbacks_reverse_the_direction(use: Callable[..., Json], gets: bool) -> None:
    old, new = {**NAME_AND_AGE, "required": ["name", "age"]}, {**NAME_AND_AGE, "required": ["name"]}
    assert impacts(use(old), use(new)) == {BREAKING if gets else ADDITIVE}
    assert impacts(use(new), use(old)) == {ADDITIVE if gets else BREAKING}
    there, back = (use(reference("Item"), Item=schema) for schema in (old, new))
    assert impacts(there, back) == {BREAKING if gets else ADDITIVE}
    assert impacts(back, there) == {ADDITIVE if gets else BREAKING}
    for one in (there, back):
        one["paths"] = {**one.get("paths", {}), "/sent": sending(reference("Item"))["paths"]["/items"]}
    assert impacts(there, back) == {BREAKING if gets else ADDITIVE}


def test_webhook_that_sends_less_is_breaking() -> None:
    old, new = hooked(STRING), hooked(STRING)
    more = new["webhooks"]["/items"]
    more["post"]["parameters"] = [query("q", required=True)]
    more["put"] = {"responses": {}, "requestBody": {"required": True, **content(STRING)}}
    new["webhooks"]["more"] = {}
    del old["webhooks"]["/items"]["post"]["requestBody"]
    assert impacts(old, new) == {ADDITIVE}
    assert impacts(new, old) == {BREAKING}


def test_equal_documents_have_no_differences() -> None:
    assert compare_openapi(both(NAME_AND_AGE), both(NAME_AND_AGE)) == []
    assert compare_openapi({}, {}) == []


def test_removed_path_or_method_is_breaking() -> None:
    old, new = document({}), document({})
    new["paths"]["/more"] = {"get": {"responses": {}}}
    new["paths"]["/items"]["get"] = {"responses": {}}
    assert impacts(old, new) == {ADDITIVE}
    assert impacts(new, old) == {BREAKING}


def reading(path: str, parameter: str, **schema: str) -> Json:
    """A document in which clients read a resource named by a path parameter."""
    named = {"name": parameter, "in": "path", "required": True, "schema": schema}
    return {"paths": {path: {"get": {"parameters": [named], "responses": {}}}}}


def test_renamed_path_parameter_is_cosmetic() -> None:
    found = only(reading("/items/{id}", "id"), reading("/items/{item_id}", "item_id"))
    assert (found.place, found.old, found.new) == ("paths › /items/{id}", "/items/{id}", "/items/{item_id}")
    assert found.impact is COSMETIC


def test_operations_under_a_renamed_path_are_compared() -> None:
    old, new = reading("/items/{id}", "id", type="string"), reading("/items/{item_id}", "item_id", type="integer")
    assert impacts(old, new) == {BREAKING, COSMETIC}
    new["paths"] = {"/items/{item_id}/parts": new["paths"]["/items/{item_id}"]}
    assert impacts(old, new) == {BREAKING, ADDITIVE}


def asking(schema: Json, place: str = "query") -> Json:
    """A document in which clients send a parameter."""
    return document({"parameters": [{"name": "q", "in": place, "schema": schema}]})


@pytest.mark.parametrize(
    ("old", "new", "impact"),
    [
        (STRING, STRING, ADDITIVE),
        (STRING, {"type": "integer"}, BREAKING),
        ({"type": "integer"}, {"type": "number"}, ADDITIVE),
        (STRING, {"anyOf": [STRING, {"type": "integer"}]}, ADDITIVE),
        ({**STRING, "title": "Q"}, {**STRING, "maxLength": 3}, BREAKING),
    ],
)
def test_query_parameter_may_become_a_list(old: Json, new: Json, impact: Impact) -> None:
    several = {"type": "array", "items": new}
    assert impact in impacts(asking(old), asking(several)) <= {impact, ADDITIVE, COSMETIC}
    optional = asking({"anyOf": [old, NULL]}), asking({"anyOf": [several, NULL]})
    assert impact in impacts(*optional) <= {impact, ADDITIVE, COSMETIC}


def test_list_instead_of_a_value_is_breaking_outside_the_query() -> None:
    several = {"type": "array", "items": STRING}
    assert BREAKING in impacts(asking(several), asking(STRING))
    assert BREAKING in impacts(asking(STRING, "path"), asking(several, "path"))
    assert BREAKING in impacts(sending(STRING), sending(several))
    assert BREAKING in impacts(asking({"items": STRING}), asking({"items": several}))
    sent, more = asking(STRING), asking(several)
    assert BREAKING in impacts({"webhooks": sent["paths"]}, {"webhooks": more["paths"]})


def test_exclusive_bound_is_converted_for_integers_only() -> None:
    above_zero, from_one = {"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 1}
    assert impacts(sending(above_zero), sending(from_one)) == {BREAKING, ADDITIVE}


def test_version_and_info_are_cosmetic() -> None:
    old, new = document({}), document({})
    new["openapi"], new["info"] = "3.0.2", {"title": "Another", "version": "2"}
    assert impacts(old, new) == {COSMETIC}


def test_changed_security_scheme_is_breaking() -> None:
    old, new = document({}), document({})
    new["components"]["securitySchemes"] = {"Bearer": {"type": "http", "scheme": "bearer"}}
    assert impacts(old, new) == {ADDITIVE}
    old["components"]["securitySchemes"] = {"Bearer": {"type": "http", "scheme": "basic"}}
    assert impacts(old, new) == {BREAKING}


@pytest.mark.parametrize(
    ("old", "new", "impact"),
    [
        ({"read": "Read"}, {"read": "Read items"}, COSMETIC),
        ({"read": "Read"}, {"read": "Read", "write": "Write"}, ADDITIVE),
        ({"read": "Read", "write": "Write"}, {"read": "Read"}, BREAKING),
        ({"read": "Read", "x-items": "Items"}, {"read": "Read"}, BREAKING),
    ],
)
def test_description_of_a_scope_is_cosmetic(old: Json, new: Json, impact: Impact) -> None:
    def scheme(scopes: Json) -> Json:
        flow = {"tokenUrl": "token", "scopes": scopes}
        return {"components": {"securitySchemes": {"B": {"type": "oauth2", "flows": {"password": flow}}}}}

    assert only(scheme(old), scheme(new)).impact is impact


def test_renamed_schema_is_reported_once() -> None:
    old = both(NAME_AND_AGE)
    text = {"Item": old["components"]["schemas"]["Item"]}
    new = document(
        {
            "requestBody": {"required": True, **content(reference("Item-Input"))},
            "responses": {"200": {"description": "OK", **content(reference("Item-Input"))}},
        },
        **{"Item-Input": text["Item"]},
    )
    found = {difference.place: difference.impact for difference in compare_openapi(old, new)}
    assert found == {"components › schemas › Item": BREAKING, "components › schemas › Item-Input": ADDITIVE}


def test_schema_split_into_input_and_output_is_compared_on_both_sides() -> None:
    old = both(NAME_AND_AGE)
    operation = {
        "requestBody": {"required": True, **content(reference("Item-Input"))},
        "responses": {"200": {"description": "OK", **content(reference("Item-Output"))}},
    }
    output = {**NAME_AND_AGE, "required": ["age"]}
    new = document(operation, **{"Item-Input": NAME_AND_AGE, "Item-Output": output})
    found = [difference for difference in compare_openapi(old, new) if not difference.place.startswith("components")]
    assert [(one.place.split(" › ")[-2:], one.impact) for one in found] == [(["required", "age"], ADDITIVE)]


def test_inlined_schema_is_not_a_difference() -> None:
    old, new = getting(reference("Item"), Item=NAME_AND_AGE), getting(NAME_AND_AGE, Item=NAME_AND_AGE)
    assert compare_openapi(old, new) == []


def test_keywords_beside_a_reference_are_compared_at_every_use() -> None:
    def pair(name: str, default: int) -> Json:
        return sending(
            {"properties": {"a": reference(name), "b": {**reference(name), "default": default}}}, **{name: {}}
        )

    told = [(one.place.split(" › ")[-2:], one.old, one.new) for one in compare_openapi(pair("A", 1), pair("B", 2))]
    assert told[0] == (["b", "default"], "1", "2")


def test_renamed_recursive_schemas_are_compared() -> None:
    def tree(name: str, **more: Json) -> Json:
        return {"type": "object", "properties": {"left": reference(name), **more}}

    old, new = (
        getting(reference("Tree"), Tree=tree("Tree")),
        getting(reference("Node"), Node=tree("Node", value=STRING)),
    )
    uses = [found for found in compare_openapi(old, new) if found.place.startswith("paths")]
    assert [(found.place.split(" › ")[-1], found.impact) for found in uses] == [("value", ADDITIVE)]


def test_one_of_to_any_of_is_cosmetic_and_its_choices_are_compared() -> None:
    old, new = sending({"oneOf": [STRING, {"type": "integer"}]}), sending({"anyOf": [STRING, NULL]})
    found = [(one.old, one.new, one.impact) for one in compare_openapi(old, new)]
    assert found == [("oneOf", "anyOf", COSMETIC), ("integer", '"null"', BREAKING)]


def test_long_values_are_truncated() -> None:
    old, new = sending({"enum": ["a"]}), sending({"enum": ["a", "b" * 500]})
    found = only(old, new)
    start = "paths › /items › post › requestBody › content › application/json › schema › enum › bbb"
    assert found.place.startswith(start)
    assert (found.old, len(found.new), found.new[-1]) == ("", 200, "…")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (5, None, ("5", "null")),
        (1, "1", ("1", '"1"')),
        ("null", None, ('"null"', "null")),
        ("a", "", ("a", '""')),
    ],
)
def test_shown_values_are_unambiguous(old: Any, new: Any, told: tuple[str, str]) -> None:
    found = only(sending({"default": old}), sending({"default": new}))
    assert (found.old, found.new) == told


def test_differences_are_in_document_order() -> None:
    old, new = document({"operationId": "a", "parameters": [query("q")]}), document({"operationId": "b"})
    new["paths"]["/more"] = {}
    places = [found.place for found in compare_openapi(old, new)]
    assert places == [
        "paths › /items › post › operationId",
        "paths › /items › post › parameters › query:q",
        "paths › /more",
    ]


@pytest.mark.parametrize(
    "foreign", [None, [], "text", 7, {"get": None}, {"get": []}, {"get": {"responses": 3, "security": [{"a": None}]}}]
)
def test_invalid_documents_are_compared(foreign: Any) -> None:
    old, new = {"paths": {"/": foreign}, "components": foreign}, document({})
    assert compare_openapi(old, new)
    assert compare_openapi({"paths": foreign}, new)
    assert compare_openapi(old, {**old, "paths": {"/": 1, "/more": foreign}})
