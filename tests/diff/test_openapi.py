"""Every difference between two OpenAPI documents is called by what it does to the clients of the API."""

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
    content,
    document,
    getting,
    impacts,
    query,
    reference,
    sending,
)


@pytest.mark.parametrize(
    ("old", "new", "in_request", "in_response"),
    [
        pytest.param({"type": "integer"}, STRING, BREAKING, BREAKING, id="another type"),
        pytest.param({"type": "integer"}, {"type": "number"}, ADDITIVE, BREAKING, id="integers become numbers"),
        pytest.param({"type": "number"}, {"type": "integer"}, BREAKING, ADDITIVE, id="numbers become integers"),
        pytest.param(STRING, {}, ADDITIVE, BREAKING, id="anything in place of a type"),
        pytest.param({}, STRING, BREAKING, ADDITIVE, id="a type in place of anything"),
        pytest.param({"enum": ["a"]}, {"enum": ["a", "b"]}, ADDITIVE, BREAKING, id="enum widened"),
        pytest.param({"enum": ["a", "b"]}, {"enum": ["a"]}, BREAKING, ADDITIVE, id="enum narrowed"),
        pytest.param(STRING, {**STRING, "enum": ["a"]}, BREAKING, ADDITIVE, id="enum comes"),
        pytest.param({**STRING, "enum": ["a"]}, STRING, ADDITIVE, BREAKING, id="enum goes"),
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
            id="choice titled",
        ),
        pytest.param(
            {"anyOf": [{**STRING, "pattern": "a"}, NULL]},
            {"anyOf": [{**STRING, "pattern": "^a$"}, NULL]},
            BREAKING,
            BREAKING,
            id="pattern in a choice",
        ),
        pytest.param({"allOf": [STRING]}, {"allOf": [STRING, {"maxLength": 3}]}, BREAKING, ADDITIVE, id="allOf longer"),
        pytest.param(STRING, {**STRING, "maxLength": 9}, BREAKING, ADDITIVE, id="bound comes"),
        pytest.param({**STRING, "maxLength": 9}, STRING, ADDITIVE, BREAKING, id="bound goes"),
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
        pytest.param({"default": {"a": 1}}, {"default": {"a": 2}}, BREAKING, ADDITIVE, id="another default inside"),
        pytest.param({}, {"default": 2}, ADDITIVE, ADDITIVE, id="default comes"),
        pytest.param({"default": 1}, {"default": True}, BREAKING, ADDITIVE, id="true in place of 1 as a default"),
        pytest.param({"default": 1}, {"default": 1.0}, COSMETIC, COSMETIC, id="1 written as 1.0"),
        pytest.param({"const": 0}, {"const": False}, BREAKING, BREAKING, id="false in place of 0 as the value"),
        pytest.param({}, {"default": None}, ADDITIVE, ADDITIVE, id="null comes as a default"),
        pytest.param({"default": None}, {}, ADDITIVE, ADDITIVE, id="null goes as a default"),
        pytest.param({"default": 5}, {"default": None}, BREAKING, ADDITIVE, id="null in place of another default"),
        pytest.param({"const": None}, {}, ADDITIVE, BREAKING, id="null goes as the value"),
        pytest.param({}, {"const": None}, BREAKING, ADDITIVE, id="null comes as the value"),
        pytest.param({"enum": ["a", "b", None]}, {"enum": ["a", "b"]}, BREAKING, ADDITIVE, id="null out of an enum"),
        pytest.param({"enum": ["a", "b"]}, {"enum": ["a", "b", None]}, ADDITIVE, BREAKING, id="null into an enum"),
        pytest.param({"enum": [2, 1, "1"]}, {"enum": [2, "1"]}, BREAKING, ADDITIVE, id="1 beside its text in an enum"),
        pytest.param(
            {"enum": [{"name": "a"}, {"name": "b", "x": 1}]},
            {"enum": [{"name": "a"}, {"name": "b", "x": 1}, {"name": "b", "x": 2}]},
            ADDITIVE,
            BREAKING,
            id="a value that has a name in an enum",
        ),
        pytest.param(
            {"default": {"title": "a"}}, {"default": {"title": "b"}}, BREAKING, ADDITIVE, id="title inside of a default"
        ),
        pytest.param({"const": {"x-a": 1}}, {"const": {"x-a": 2}}, BREAKING, BREAKING, id="x- inside of the value"),
        pytest.param(
            {"prefixItems": [STRING, NULL]},
            {"prefixItems": [NULL, STRING]},
            BREAKING,
            BREAKING,
            id="tuple turned round",
        ),
        pytest.param({"enum": ["a"]}, {"const": "b"}, BREAKING, BREAKING, id="another value, said otherwise"),
        pytest.param({"const": "a"}, {**STRING, "enum": ["a", "b"]}, ADDITIVE, BREAKING, id="more values than one"),
        pytest.param({**STRING, "enum": ["a", "b"]}, {"const": "a"}, BREAKING, ADDITIVE, id="one value of several"),
        pytest.param(
            {"const": 1, "type": [{}]}, {"const": 2, "type": [{}]}, BREAKING, BREAKING, id="type that is none"
        ),
        pytest.param({"type": "number"}, {"const": 1}, BREAKING, ADDITIVE, id="one value of a type"),
        pytest.param({"const": 1}, {"type": "integer"}, ADDITIVE, BREAKING, id="any value of the type"),
        pytest.param(
            {"allOf": [STRING], "maxLength": 3},
            {**STRING, "maxLength": 2},
            BREAKING,
            ADDITIVE,
            id="allOf of one, bound",
        ),
        pytest.param(
            STRING, {"allOf": [STRING, {"maxLength": 3}]}, BREAKING, ADDITIVE, id="allOf in place of one part"
        ),
        pytest.param({"title": "A"}, {"title": "A", "anyOf": [STRING, NULL]}, BREAKING, ADDITIVE, id="no longer any"),
        pytest.param({}, {"uniqueItems": False}, COSMETIC, COSMETIC, id="twice the same allowed, said so"),
        pytest.param(
            {"uniqueItems": True}, {"uniqueItems": False}, ADDITIVE, BREAKING, id="twice the same allowed now"
        ),
        pytest.param({"minLength": 0}, {}, COSMETIC, COSMETIC, id="no bound, said so"),
        pytest.param({}, {"deprecated": False}, COSMETIC, COSMETIC, id="not deprecated, said so"),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": True},
            ADDITIVE,
            BREAKING,
            id="any others, said so",
        ),
        pytest.param(
            {"additionalProperties": True}, {"additionalProperties": STRING}, BREAKING, ADDITIVE, id="others of a type"
        ),
        pytest.param({"additionalProperties": {}}, {}, COSMETIC, COSMETIC, id="anything for the others"),
        pytest.param({"oneOf": [STRING, NULL]}, {"anyOf": [STRING, NULL]}, COSMETIC, COSMETIC, id="oneOf to anyOf"),
        pytest.param({"anyOf": [STRING, NULL]}, {"oneOf": [STRING, NULL]}, COSMETIC, COSMETIC, id="anyOf to oneOf"),
        pytest.param(STRING, {"oneOf": [STRING, NULL]}, ADDITIVE, BREAKING, id="oneOf with what there was"),
        pytest.param({}, {"deprecated": True}, ADDITIVE, ADDITIVE, id="deprecated"),
        pytest.param({"description": "a"}, {"description": "b"}, COSMETIC, COSMETIC, id="description changed"),
        pytest.param({}, {"examples": [{"required": True}]}, COSMETIC, COSMETIC, id="examples come"),
        pytest.param({"x-order": 1}, {"x-order": 2}, COSMETIC, COSMETIC, id="extension changed"),
        pytest.param(
            {"type": "object"},
            {"type": "object", "additionalProperties": True},
            COSMETIC,
            COSMETIC,
            id="default spelled",
        ),
        pytest.param(
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            BREAKING,
            ADDITIVE,
            id="others forbidden",
        ),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": {"type": "integer"}},
            BREAKING,
            BREAKING,
            id="other values",
        ),
        pytest.param({"additionalProperties": STRING}, {}, ADDITIVE, BREAKING, id="any other values"),
        pytest.param(
            {"additionalProperties": False},
            {"additionalProperties": STRING},
            ADDITIVE,
            BREAKING,
            id="others allowed if they are texts",
        ),
        pytest.param(
            {"additionalProperties": STRING},
            {"additionalProperties": False},
            BREAKING,
            ADDITIVE,
            id="no others any more",
        ),
        pytest.param({"type": "object"}, {"type": "object", "required": []}, None, None, id="required, but nothing"),
        pytest.param(
            NAME_AND_AGE, {**NAME_AND_AGE, "required": ["title"]}, BREAKING, ADDITIVE, id="required comes, called title"
        ),
        pytest.param(
            {**NAME_AND_AGE, "required": ["name"]},
            NAME_AND_AGE,
            ADDITIVE,
            BREAKING,
            id="a property is required no more",
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
            id="title of a property that is called like a keyword",
        ),
        pytest.param(
            {"properties": {"title": {"type": "string"}}},
            {"properties": {"title": {"type": "integer"}}},
            BREAKING,
            BREAKING,
            id="type of a property that is called title",
        ),
    ],
)
def test_a_change_of_a_schema_is_judged_by_who_has_to_understand_it(
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
def test_the_same_said_otherwise_by_another_pydantic_is_no_difference_but_for_its_order(old: Json, new: Json) -> None:
    schemas: Json = {"A": NAME_AND_AGE, "B": {**STRING, "enum": ["b"]}}
    for use in (sending, getting):
        assert impacts(use(old, **schemas), use(new, **schemas)) <= {COSMETIC}
        assert impacts(use(new, **schemas), use(old, **schemas)) <= {COSMETIC}


@pytest.mark.parametrize(
    ("old", "new", "impact"),
    [
        pytest.param({}, {"parameters": [query("q", required=False)]}, ADDITIVE, id="first parameter, optional"),
        pytest.param({}, {"parameters": [query("q", required=True)]}, BREAKING, id="first parameter, required"),
        pytest.param({"parameters": [query("q")]}, {"parameters": [query("q"), query("p")]}, ADDITIVE, id="one more"),
        pytest.param({"parameters": [query("q")]}, {}, BREAKING, id="parameter removed"),
        pytest.param(
            {"parameters": [query("q")]}, {"parameters": [query("q", required=True)]}, BREAKING, id="required"
        ),
        pytest.param(
            {"parameters": [query("q", required=False)]},
            {"parameters": [query("q", required=True)]},
            BREAKING,
            id="required, said before that it is not",
        ),
        pytest.param(
            {"parameters": [query("q", required=True)]}, {"parameters": [query("q")]}, ADDITIVE, id="optional now"
        ),
        pytest.param({"parameters": [query("q")]}, {"parameters": [query("q", required=False)]}, None, id="as it was"),
        pytest.param(
            {"parameters": [query("q"), query("p")]},
            {"parameters": [query("p"), query("q")]},
            COSMETIC,
            id="parameters in another order",
        ),
        pytest.param({"parameters": [query("q"), query("q")]}, {"parameters": [query("q")]}, BREAKING, id="one of two"),
        pytest.param(
            {"parameters": [query("save_data")]}, {"parameters": [query("save-data")]}, BREAKING, id="parameter renamed"
        ),
        pytest.param(
            {"parameters": [query("q")]}, {"parameters": [query("q", description="Q")]}, COSMETIC, id="described"
        ),
        pytest.param({}, {"requestBody": content(STRING)}, ADDITIVE, id="optional body"),
        pytest.param({}, {"requestBody": {"required": True, **content(STRING)}}, BREAKING, id="required body"),
        pytest.param({"requestBody": content(STRING)}, {}, BREAKING, id="body removed"),
        pytest.param({}, {"security": [{"Bearer": []}]}, BREAKING, id="protected now"),
        pytest.param({"security": [{"Bearer": []}]}, {}, ADDITIVE, id="open now"),
        pytest.param(
            {"security": [{"Bearer": []}]}, {"security": [{"Bearer": []}, {"Key": []}]}, ADDITIVE, id="another way in"
        ),
        pytest.param(
            {"security": [{"Bearer": []}, {"Key": []}]}, {"security": [{"Bearer": []}]}, BREAKING, id="a way in less"
        ),
        pytest.param(
            {"security": [{"Bearer": ["a"]}]},
            {"security": [{"Bearer": ["a", "b"]}]},
            BREAKING,
            id="more scopes are needed",
        ),
        pytest.param(
            {"security": [{"Bearer": ["a", "b"]}]}, {"security": [{"Bearer": ["a"]}]}, ADDITIVE, id="a scope is enough"
        ),
        pytest.param(
            {"security": [{"Bearer": ["a"]}]}, {"security": [{"Bearer": ["b"]}]}, BREAKING, id="another scope is needed"
        ),
        pytest.param(
            {"security": [{"Bearer": []}]},
            {"security": [{"Bearer": [], "Key": []}]},
            BREAKING,
            id="a key is needed too",
        ),
        pytest.param({"security": [{"Bearer": []}]}, {"security": []}, ADDITIVE, id="open now, said so"),
        pytest.param({"security": []}, {"security": [{"Bearer": []}]}, BREAKING, id="protected, said open before"),
        pytest.param({"security": [{"Bearer": []}]}, {"security": [{"Bearer": []}, {}]}, ADDITIVE, id="open as well"),
        pytest.param({"security": [{"Bearer": []}, {}]}, {"security": [{"Bearer": []}]}, BREAKING, id="open no longer"),
        pytest.param({}, {"security": []}, COSMETIC, id="open as before"),
        pytest.param(
            {"security": [{"Bearer": []}, {"Key": []}]},
            {"security": [{"Key": []}, {"Bearer": []}]},
            COSMETIC,
            id="the ways in turned round",
        ),
        pytest.param({}, {"responses": {"200": {"description": "OK"}, "422": {}}}, ADDITIVE, id="error status added"),
        pytest.param(
            {"responses": {"200": {}, "422": {}}}, {"responses": {"200": {}}}, ADDITIVE, id="error status gone"
        ),
        pytest.param(
            {"responses": {"200": {}, "default": {}}}, {"responses": {"200": {}}}, ADDITIVE, id="default response gone"
        ),
        pytest.param(
            {"responses": {"200": {"links": {"next": {"operationId": "a"}}}}},
            {"responses": {"200": {"links": {"next": {"operationId": "b"}}}}},
            COSMETIC,
            id="link changed",
        ),
        pytest.param({"responses": {"200": {}, "201": {}}}, {"responses": {"200": {}}}, BREAKING, id="status gone"),
        pytest.param({"operationId": "a"}, {"operationId": "b"}, BREAKING, id="operation renamed"),
        pytest.param({"summary": "a", "tags": ["x"]}, {"summary": "b", "tags": ["y"]}, COSMETIC, id="summary and tags"),
        pytest.param(
            {"responses": {"200": {"headers": {"X-A": {}}}}}, {"responses": {"200": {}}}, BREAKING, id="header gone"
        ),
        pytest.param(
            {"responses": {"200": content(STRING)}},
            {"responses": {"200": {"content": {"text/plain": {"schema": STRING}}}}},
            BREAKING,
            id="another media type",
        ),
    ],
)
def test_a_change_of_an_operation_is_judged(old: Json, new: Json, impact: Impact | None) -> None:
    found = impacts(document(old), document(new))
    if impact is BREAKING:  # what comes in the place of something else is additive beside it
        assert BREAKING in found
    else:
        assert found == {impact} - {None}
