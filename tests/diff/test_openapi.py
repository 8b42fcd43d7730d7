"""The impact of changed schemas on clients."""

import pytest

from fastapi_by_example.diff.impact import Impact
from tests.documents import (
    ADDITIVE,
    BREAKING,
    COSMETIC,
    NAME_AND_AGE,
    NULL,
    STRING,
    Json,
    both,
    getting,
    impacts,
    reference,
    sending,
)


@pytest.mark.parametrize(
    ("old", "new", "in_request", "in_response"),
    [
        pytest.param({"type": "integer"}, STRING, BREAKING, BREAKING, id="another type"),
        pytest.param({"type": "integer"}, {"type": "number"}, ADDITIVE, BREAKING, id="integers become numbers"),
        pytest.param({"type": "number"}, {"type": "integer"}, BREAKING, ADDITIVE, id="numbers become integers"),
        pytest.param(STRING, {}, ADDITIVE, BREAKING, id="type removed"),
        pytest.param({}, STRING, BREAKING, ADDITIVE, id="type added"),
        pytest.param({"enum": ["a"]}, {"enum": ["a", "b"]}, ADDITIVE, BREAKING, id="enum widened"),
        pytest.param({"enum": ["a", "b"]}, {"enum": ["a"]}, BREAKING, ADDITIVE, id="enum narrowed"),
        pytest.param(STRING, {**STRING, "enum": ["a"]}, BREAKING, ADDITIVE, id="enum added"),
        pytest.param({**STRING, "enum": ["a"]}, STRING, ADDITIVE, BREAKING, id="enum removed"),
        pytest.param({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, COSMETIC, COSMETIC, id="enum in another order"),
        pytest.param(STRING, {"anyOf": [STRING, NULL]}, ADDITIVE, BREAKING, id="null allowed"),
        pytest.param({"anyOf": [STRING, NULL]}, STRING, BREAKING, ADDITIVE, id="null forbidden"),
        pytest.param({"type": ["string"]}, {"type": ["string", "null"]}, ADDITIVE, BREAKING, id="null as a type"),
        pytest.param(STRING, {"type": ["string", "null"]}, ADDITIVE, BREAKING, id="null beside the only type"),
        pytest.param({"type": ["string", "null"]}, STRING, BREAKING, ADDITIVE, id="null removed from the types"),
        pytest.param(STRING, {**STRING, "nullable": True}, ADDITIVE, BREAKING, id="nullable as in OpenAPI 3.0"),
        pytest.param({**STRING, "nullable": True}, STRING, BREAKING, ADDITIVE, id="nullable removed"),
        pytest.param(
            {"anyOf": [STRING, {"type": "integer"}]},
            {"anyOf": [STRING, {"type": "integer"}], "nullable": True},
            ADDITIVE,
            BREAKING,
            id="nullable choice",
        ),
        pytest.param(
            {"anyOf": [STRING, NULL]},
            {"anyOf": [{**STRING, "title": "A"}, NULL]},
            COSMETIC,
            COSMETIC,
            id="title of a choice",
        ),
        pytest.param(
            {"anyOf": [{**STRING, "pattern": "a"}, NULL]},
            {"anyOf": [{**STRING, "pattern": "^a$"}, NULL]},
            BREAKING,
            BREAKING,
            id="pattern in a choice",
        ),
        pytest.param({"allOf": [STRING]}, {"allOf": [STRING, {"maxLength": 3}]}, BREAKING, ADDITIVE, id="allOf longer"),
        pytest.param(STRING, {**STRING, "maxLength": 9}, BREAKING, ADDITIVE, id="bound added"),
        pytest.param({**STRING, "maxLength": 9}, STRING, ADDITIVE, BREAKING, id="bound removed"),
        pytest.param({"maxLength": 9}, {"maxLength": 10}, ADDITIVE, BREAKING, id="upper bound higher"),
        pytest.param({"maxLength": 9}, {"maxLength": 8}, BREAKING, ADDITIVE, id="upper bound lower"),
        pytest.param({"minimum": 1}, {"minimum": 0}, ADDITIVE, BREAKING, id="lower bound lower"),
        pytest.param({"minimum": 0}, {"minimum": 0.5}, BREAKING, ADDITIVE, id="lower bound higher"),
        pytest.param({"minContains": 2}, {"minContains": 1}, ADDITIVE, BREAKING, id="fewer matching items needed"),
        pytest.param({"maxContains": 2}, {"maxContains": 1}, BREAKING, ADDITIVE, id="fewer matching items allowed"),
        pytest.param(
            {"type": "integer", "exclusiveMinimum": 0},
            {"type": "integer", "minimum": 2},
            BREAKING,
            ADDITIVE,
            id="inclusive bound above the exclusive one",
        ),
        pytest.param({"multipleOf": 2}, {"multipleOf": 6}, BREAKING, ADDITIVE, id="multiple of a multiple"),
        pytest.param({"multipleOf": 6}, {"multipleOf": 3}, ADDITIVE, BREAKING, id="multiple of a divisor"),
        pytest.param({"multipleOf": 6}, {"multipleOf": 4}, BREAKING, BREAKING, id="multiple of something else"),
        pytest.param(
            {**STRING, "pattern": "a"}, {**STRING, "pattern": ".*"}, ADDITIVE, BREAKING, id="pattern for any text"
        ),
        pytest.param({**STRING, "pattern": ".*"}, STRING, COSMETIC, COSMETIC, id="pattern for any text removed"),
        pytest.param({"not": {"enum": ["a"]}}, {"not": {"enum": ["a", "b"]}}, BREAKING, ADDITIVE, id="more ruled out"),
        pytest.param({"not": {"maxLength": 3}}, {"not": {"maxLength": 2}}, ADDITIVE, BREAKING, id="less ruled out"),
        pytest.param({}, {"not": {"enum": ["a"]}}, BREAKING, ADDITIVE, id="value ruled out"),
        pytest.param({"default": 1}, {"default": 2}, BREAKING, ADDITIVE, id="another default"),
        pytest.param({"default": {"a": 1}}, {"default": {"a": 2}}, BREAKING, ADDITIVE, id="nested default"),
        pytest.param({}, {"default": 2}, ADDITIVE, ADDITIVE, id="default added"),
        pytest.param({"default": 1}, {"default": True}, BREAKING, ADDITIVE, id="default 1 to true"),
        pytest.param({"default": 1}, {"default": 1.0}, COSMETIC, COSMETIC, id="default 1 to 1.0"),
        pytest.param({"const": 0}, {"const": False}, BREAKING, BREAKING, id="const 0 to false"),
        pytest.param({}, {"default": None}, ADDITIVE, ADDITIVE, id="null default added"),
        pytest.param({"default": None}, {}, ADDITIVE, ADDITIVE, id="null default removed"),
        pytest.param({"default": 5}, {"default": None}, BREAKING, ADDITIVE, id="default to null"),
        pytest.param({"const": None}, {}, ADDITIVE, BREAKING, id="null const removed"),
        pytest.param({}, {"const": None}, BREAKING, ADDITIVE, id="null const added"),
        pytest.param(
            {"enum": ["a", "b", None]}, {"enum": ["a", "b"]}, BREAKING, ADDITIVE, id="null removed from an enum"
        ),
        pytest.param({"enum": ["a", "b"]}, {"enum": ["a", "b", None]}, ADDITIVE, BREAKING, id="null added to an enum"),
        pytest.param({"enum": [2, 1, "1"]}, {"enum": [2, "1"]}, BREAKING, ADDITIVE, id="1 and '1' in an enum"),
        pytest.param(
            {"enum": [{"name": "a"}, {"name": "b", "x": 1}]},
            {"enum": [{"name": "a"}, {"name": "b", "x": 1}, {"name": "b", "x": 2}]},
            ADDITIVE,
            BREAKING,
            id="object with a name in an enum",
        ),
        pytest.param(
            {"default": {"title": "a"}}, {"default": {"title": "b"}}, BREAKING, ADDITIVE, id="title inside a default"
        ),
        pytest.param({"const": {"x-a": 1}}, {"const": {"x-a": 2}}, BREAKING, BREAKING, id="x- inside a const"),
        pytest.param(
            {"prefixItems": [STRING, NULL]},
            {"prefixItems": [NULL, STRING]},
            BREAKING,
            BREAKING,
            id="tuple reversed",
        ),
        pytest.param({"enum": ["a"]}, {"const": "b"}, BREAKING, BREAKING, id="enum of one to another const"),
        pytest.param({"const": "a"}, {**STRING, "enum": ["a", "b"]}, ADDITIVE, BREAKING, id="const to enum"),
        pytest.param({**STRING, "enum": ["a", "b"]}, {"const": "a"}, BREAKING, ADDITIVE, id="enum to const"),
        pytest.param({"const": 1, "type": [{}]}, {"const": 2, "type": [{}]}, BREAKING, BREAKING, id="invalid type"),
        pytest.param({"type": "number"}, {"const": 1}, BREAKING, ADDITIVE, id="type to const"),
        pytest.param({"const": 1}, {"type": "integer"}, ADDITIVE, BREAKING, id="const to type"),
        pytest.param(
            {"allOf": [STRING], "maxLength": 3},
            {**STRING, "maxLength": 2},
            BREAKING,
            ADDITIVE,
            id="bound beside an allOf of one",
        ),
        pytest.param(STRING, {"allOf": [STRING, {"maxLength": 3}]}, BREAKING, ADDITIVE, id="schema to allOf"),
        pytest.param({"title": "A"}, {"title": "A", "anyOf": [STRING, NULL]}, BREAKING, ADDITIVE, id="any to anyOf"),
        pytest.param({}, {"uniqueItems": False}, COSMETIC, COSMETIC, id="uniqueItems false added"),
        pytest.param({"uniqueItems": True}, {"uniqueItems": False}, ADDITIVE, BREAKING, id="uniqueItems true to false"),
        pytest.param({"minLength": 0}, {}, COSMETIC, COSMETIC, id="minLength 0 removed"),
        pytest.param({}, {"deprecated": False}, COSMETIC, COSMETIC, id="deprecated false added"),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": True},
            ADDITIVE,
            BREAKING,
            id="additional properties unrestricted",
        ),
        pytest.param(
            {"additionalProperties": True},
            {"additionalProperties": STRING},
            BREAKING,
            ADDITIVE,
            id="additional properties restricted",
        ),
        pytest.param({"additionalProperties": {}}, {}, COSMETIC, COSMETIC, id="additionalProperties {} removed"),
        pytest.param({"oneOf": [STRING, NULL]}, {"anyOf": [STRING, NULL]}, COSMETIC, COSMETIC, id="oneOf to anyOf"),
        pytest.param({"anyOf": [STRING, NULL]}, {"oneOf": [STRING, NULL]}, COSMETIC, COSMETIC, id="anyOf to oneOf"),
        pytest.param(STRING, {"oneOf": [STRING, NULL]}, ADDITIVE, BREAKING, id="schema to oneOf"),
        pytest.param({}, {"deprecated": True}, ADDITIVE, ADDITIVE, id="deprecated"),
        pytest.param({"description": "a"}, {"description": "b"}, COSMETIC, COSMETIC, id="description changed"),
        pytest.param({}, {"examples": [{"required": True}]}, COSMETIC, COSMETIC, id="examples added"),
        pytest.param({"x-order": 1}, {"x-order": 2}, COSMETIC, COSMETIC, id="extension changed"),
        pytest.param(
            {"type": "object"},
            {"type": "object", "additionalProperties": True},
            COSMETIC,
            COSMETIC,
            id="additionalProperties true added",
        ),
        pytest.param(
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            BREAKING,
            ADDITIVE,
            id="additional properties forbidden",
        ),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": {"type": "integer"}},
            BREAKING,
            BREAKING,
            id="another type of additional properties",
        ),
        pytest.param({"additionalProperties": STRING}, {}, ADDITIVE, BREAKING, id="additionalProperties removed"),
        pytest.param(
            {"additionalProperties": False},
            {"additionalProperties": STRING},
            ADDITIVE,
            BREAKING,
            id="additional strings allowed",
        ),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": False},
            BREAKING,
            ADDITIVE,
            id="additional strings forbidden",
        ),
        pytest.param({"type": "object"}, {"type": "object", "required": []}, None, None, id="empty required added"),
        pytest.param(
            NAME_AND_AGE,
            {**NAME_AND_AGE, "required": ["title"]},
            BREAKING,
            ADDITIVE,
            id="property called title required",
        ),
        pytest.param(
            {**NAME_AND_AGE, "required": ["name"]},
            NAME_AND_AGE,
            ADDITIVE,
            BREAKING,
            id="property no longer required",
        ),
        pytest.param(
            {"type": "object", "properties": {"name": STRING}}, NAME_AND_AGE, ADDITIVE, ADDITIVE, id="property added"
        ),
        pytest.param(
            NAME_AND_AGE, {"type": "object", "properties": {"name": STRING}}, BREAKING, BREAKING, id="property removed"
        ),
        pytest.param(
            {"properties": {"content": {"title": "A"}}},
            {"properties": {"content": {"title": "B"}}},
            COSMETIC,
            COSMETIC,
            id="title of a property called content",
        ),
        pytest.param(
            {"properties": {"title": {"type": "string"}}},
            {"properties": {"title": {"type": "integer"}}},
            BREAKING,
            BREAKING,
            id="type of a property called title",
        ),
    ],
)
def test_impact_of_a_schema_change_depends_on_direction(
    old: Json, new: Json, in_request: Impact | None, in_response: Impact | None
) -> None:
    expected_in_both = BREAKING if BREAKING in (in_request, in_response) else in_request
    assert impacts(sending(old), sending(new)) == {in_request} - {None}
    assert impacts(getting(old), getting(new)) == {in_response} - {None}
    assert impacts(sending(reference("Item"), Item=old), sending(reference("Item"), Item=new)) == {in_request} - {None}
    assert impacts(getting(reference("Item"), Item=old), getting(reference("Item"), Item=new)) == {in_response} - {None}
    assert impacts(both(old), both(new)) == {expected_in_both} - {None}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"allOf": [reference("A")], "default": "x"}, {**reference("A"), "default": "x"}),
        ({"allOf": [{"allOf": [STRING]}]}, STRING),
        ({"allOf": [{**STRING, "title": "A"}], "title": "B"}, {**STRING, "title": "B"}),
        ({**STRING, "const": "a", "enum": ["a"]}, {**STRING, "const": "a"}),
        ({**STRING, "enum": ["a"]}, {**STRING, "const": "a"}),
        ({"const": "a"}, {**STRING, "const": "a"}),
        ({"const": 1}, {"type": "number", "const": 1}),
        ({**NULL, "const": None, "enum": [None]}, NULL),
        ({"const": None}, NULL),
        ({"anyOf": [{**STRING, "const": "a", "enum": ["a"]}, NULL]}, {"anyOf": [NULL, {**STRING, "const": "a"}]}),
        ({"items": {"allOf": [reference("A")]}}, {"items": reference("A")}),
        (reference("B"), {**STRING, "const": "b"}),
        ({"type": "array", "items": [STRING, NULL]}, {"type": "array", "prefixItems": [STRING, NULL]}),
        ({**STRING, "nullable": True, "title": "A"}, {"anyOf": [STRING, NULL], "title": "A"}),
        ({"type": ["string"]}, STRING),
        ({"type": "integer", "exclusiveMinimum": 0}, {"type": "integer", "minimum": 1}),
        ({"type": "integer", "exclusiveMaximum": 10}, {"type": "integer", "maximum": 9}),
    ],
)
def test_equivalent_schemas_differ_at_most_in_order(old: Json, new: Json) -> None:
    schemas: Json = {"A": NAME_AND_AGE, "B": {**STRING, "enum": ["b"]}}
    for use in (sending, getting):
        assert impacts(use(old, **schemas), use(new, **schemas)) <= {COSMETIC}
        assert impacts(use(new, **schemas), use(old, **schemas)) <= {COSMETIC}
