"""Every difference between two OpenAPI documents is called by what it does to the clients of the API."""

from collections.abc import Callable
from typing import Any

import pytest

from runner.openapi_diff import Difference, Impact, compare_openapi

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
    ],
)
def test_the_same_said_otherwise_by_another_pydantic_is_no_difference_but_for_its_order(old: Json, new: Json) -> None:
    schemas: Json = {"A": NAME_AND_AGE, "B": {**STRING, "enum": ["b"]}}
    for use in (sending, getting):
        assert impacts(use(old, **schemas), use(new, **schemas)) <= {COSMETIC}
        assert impacts(use(new, **schemas), use(old, **schemas)) <= {COSMETIC}


def query(name: str, **more: Any) -> Json:
    return {"name": name, "in": "query", "schema": {"type": "integer"}, **more}


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


def test_a_variant_with_a_discriminator_is_judged_as_a_choice_and_not_a_second_time_by_its_mapping() -> None:
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
def test_what_the_api_sends_by_itself_is_something_that_clients_get(use: Callable[..., Json], gets: bool) -> None:
    old, new = {**NAME_AND_AGE, "required": ["name", "age"]}, {**NAME_AND_AGE, "required": ["name"]}
    assert impacts(use(old), use(new)) == {BREAKING if gets else ADDITIVE}
    assert impacts(use(new), use(old)) == {ADDITIVE if gets else BREAKING}
    there, back = (use(reference("Item"), Item=schema) for schema in (old, new))
    assert impacts(there, back) == {BREAKING if gets else ADDITIVE}
    assert impacts(back, there) == {ADDITIVE if gets else BREAKING}
    for one in (there, back):
        one["paths"] = {**one.get("paths", {}), "/sent": sending(reference("Item"))["paths"]["/items"]}
    assert impacts(there, back) == {BREAKING if gets else ADDITIVE}


def test_a_webhook_that_sends_more_is_additive_and_one_that_sends_less_is_breaking() -> None:
    old, new = hooked(STRING), hooked(STRING)
    more = new["webhooks"]["/items"]
    more["post"]["parameters"] = [query("q", required=True)]
    more["put"] = {"responses": {}, "requestBody": {"required": True, **content(STRING)}}
    new["webhooks"]["more"] = {}
    del old["webhooks"]["/items"]["post"]["requestBody"]
    assert impacts(old, new) == {ADDITIVE}
    assert impacts(new, old) == {BREAKING}


def test_documents_that_differ_in_nothing_have_no_difference() -> None:
    assert compare_openapi(both(NAME_AND_AGE), both(NAME_AND_AGE)) == []
    assert compare_openapi({}, {}) == []


def test_paths_and_methods_that_come_are_additive_and_those_that_go_are_breaking() -> None:
    old, new = document({}), document({})
    new["paths"]["/more"] = {"get": {"responses": {}}}
    new["paths"]["/items"]["get"] = {"responses": {}}
    assert impacts(old, new) == {ADDITIVE}
    assert impacts(new, old) == {BREAKING}


def test_what_describes_the_whole_document_is_cosmetic() -> None:
    old, new = document({}), document({})
    new["openapi"], new["info"] = "3.0.2", {"title": "Another", "version": "2"}
    assert impacts(old, new) == {COSMETIC}


def test_an_added_security_scheme_is_additive_and_a_changed_one_is_breaking() -> None:
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
def test_a_scope_is_judged_by_its_name_and_not_by_its_description(old: Json, new: Json, impact: Impact) -> None:
    def scheme(scopes: Json) -> Json:
        flow = {"tokenUrl": "token", "scopes": scopes}
        return {"components": {"securitySchemes": {"B": {"type": "oauth2", "flows": {"password": flow}}}}}

    assert only(scheme(old), scheme(new)).impact is impact


def test_a_renamed_schema_is_told_once_by_its_name_and_not_at_every_use() -> None:
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


def test_a_schema_that_is_split_in_two_is_compared_on_each_side_where_it_is_used() -> None:
    old = both(NAME_AND_AGE)
    operation = {
        "requestBody": {"required": True, **content(reference("Item-Input"))},
        "responses": {"200": {"description": "OK", **content(reference("Item-Output"))}},
    }
    output = {**NAME_AND_AGE, "required": ["age"]}
    new = document(operation, **{"Item-Input": NAME_AND_AGE, "Item-Output": output})
    found = [difference for difference in compare_openapi(old, new) if not difference.place.startswith("components")]
    assert [(one.place.split(" › ")[-2:], one.impact) for one in found] == [(["required", "age"], ADDITIVE)]


def test_a_schema_written_out_in_place_of_a_reference_is_the_same_schema() -> None:
    old, new = getting(reference("Item"), Item=NAME_AND_AGE), getting(NAME_AND_AGE, Item=NAME_AND_AGE)
    assert compare_openapi(old, new) == []


def test_what_stands_beside_a_reference_is_compared_at_every_use() -> None:
    def pair(name: str, default: int) -> Json:
        return sending(
            {"properties": {"a": reference(name), "b": {**reference(name), "default": default}}}, **{name: {}}
        )

    told = [(one.place.split(" › ")[-2:], one.old, one.new) for one in compare_openapi(pair("A", 1), pair("B", 2))]
    assert told[0] == (["b", "default"], "1", "2")


def test_renamed_schemas_that_refer_to_themselves_are_compared_to_an_end() -> None:
    def tree(name: str, **more: Json) -> Json:
        return {"type": "object", "properties": {"left": reference(name), **more}}

    old, new = (
        getting(reference("Tree"), Tree=tree("Tree")),
        getting(reference("Node"), Node=tree("Node", value=STRING)),
    )
    uses = [found for found in compare_openapi(old, new) if found.place.startswith("paths")]
    assert [(found.place.split(" › ")[-1], found.impact) for found in uses] == [("value", ADDITIVE)]


def test_a_choice_under_another_keyword_is_told_once_beside_what_changed_in_it() -> None:
    old, new = sending({"oneOf": [STRING, {"type": "integer"}]}), sending({"anyOf": [STRING, NULL]})
    found = [(one.old, one.new, one.impact) for one in compare_openapi(old, new)]
    assert found == [("oneOf", "anyOf", COSMETIC), ("integer", '"null"', BREAKING)]


def test_a_difference_is_shown_by_its_place_and_cut_values() -> None:
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
def test_no_value_is_shown_as_nothing_or_as_another_value(old: Any, new: Any, told: tuple[str, str]) -> None:
    found = only(sending({"default": old}), sending({"default": new}))
    assert (found.old, found.new) == told


def test_differences_come_in_the_order_of_the_document() -> None:
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
def test_documents_that_are_no_openapi_are_compared_all_the_same(foreign: Any) -> None:
    old, new = {"paths": {"/": foreign}, "components": foreign}, document({})
    assert compare_openapi(old, new)
    assert compare_openapi({"paths": foreign}, new)
    assert compare_openapi(old, {**old, "paths": {"/": 1, "/more": foreign}})
