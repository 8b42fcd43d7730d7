from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from field_constraints import app
from pydantic import BaseModel, Field

client = TestClient(app)

PRODUCT: dict[str, Any] = {
    "name": "Pencil",
    "code": "AB-1",
    "price": "1.50",
    "stock": 3,
    "pack": 12,
    "tags": ["office"],
}


def errors_of(body: object) -> list[dict[str, Any]]:
    response = client.post("/products", json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    errors: list[dict[str, Any]] = response.json()["detail"]
    for error in errors:
        assert error.pop("msg")
    return errors


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 10),
        ("name", "ü" * 10),
        ("name", ""),
        ("code", "AB-0"),
        ("price", "0.01"),
        ("price", "999.99"),
        ("stock", 0),
        ("stock", 100),
        ("pack", 0),
        ("pack", 6),
        ("tags", ["ab"]),
        ("tags", ["ab", "cd", "ef"]),
    ],
)
def test_a_value_at_the_bound_is_accepted(field: str, value: object) -> None:
    response = client.post("/products", json={**PRODUCT, field: value})
    assert response.status_code == 200
    assert response.json() == {**PRODUCT, field: value}


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "x" * 11, {"type": "string_too_long", "ctx": {"max_length": 10}}),
        ("code", "ab-1", {"type": "string_pattern_mismatch", "ctx": {"pattern": r"^[A-Z]{2}-\d+$"}}),
        ("code", "AB-1\n", {"type": "string_pattern_mismatch", "ctx": {"pattern": r"^[A-Z]{2}-\d+$"}}),
        ("code", "xAB-1", {"type": "string_pattern_mismatch", "ctx": {"pattern": r"^[A-Z]{2}-\d+$"}}),
        ("price", 0, {"type": "greater_than", "ctx": {"gt": 0.0}}),
        ("price", "1.234", {"type": "decimal_max_places", "ctx": {"decimal_places": 2}}),
        ("price", "1234.567", {"type": "decimal_max_digits", "ctx": {"max_digits": 5}}),
        ("price", "1000", {"type": "decimal_whole_digits", "ctx": {"whole_digits": 3}}),
        ("stock", -1, {"type": "greater_than_equal", "ctx": {"ge": 0}}),
        ("stock", 101, {"type": "less_than_equal", "ctx": {"le": 100}}),
        ("pack", 7, {"type": "multiple_of", "ctx": {"multiple_of": 6}}),
        ("tags", [], {"type": "too_short", "ctx": {"field_type": "List", "min_length": 1, "actual_length": 0}}),
        (
            "tags",
            ["ab", "cd", "ef", "gh"],
            {"type": "too_long", "ctx": {"field_type": "List", "max_length": 3, "actual_length": 4}},
        ),
    ],
)
def test_a_value_beyond_the_bound_is_refused(field: str, value: object, error: dict[str, Any]) -> None:
    assert errors_of({**PRODUCT, field: value}) == [{**error, "loc": ["body", field], "input": value}]


def test_the_items_of_a_list_have_bounds_of_their_own() -> None:
    assert errors_of({**PRODUCT, "tags": ["ab", "c"]}) == [
        {"type": "string_too_short", "loc": ["body", "tags", 1], "input": "c", "ctx": {"min_length": 2}}
    ]


def test_several_broken_bounds_are_reported_together_in_field_order() -> None:
    errors = errors_of({**PRODUCT, "tags": [], "stock": -1, "name": "x" * 11})
    assert [(error["type"], error["loc"]) for error in errors] == [
        ("string_too_long", ["body", "name"]),
        ("greater_than_equal", ["body", "stock"]),
        ("too_short", ["body", "tags"]),
    ]


def test_a_constrained_field_can_have_a_default() -> None:
    body = {key: value for key, value in PRODUCT.items() if key not in ("stock", "pack")}
    assert client.post("/products", json=body).json() == {**PRODUCT, "stock": 0, "pack": 6}
    assert errors_of({}) == [
        {"type": "missing", "loc": ["body", field], "input": {}} for field in ("name", "code", "price", "tags")
    ]


def test_the_same_bounds_are_in_the_schema() -> None:
    assert app.openapi()["components"]["schemas"]["Product-Input"] == {
        "properties": {
            "name": {"type": "string", "maxLength": 10, "title": "Name"},
            "code": {"type": "string", "pattern": r"^[A-Z]{2}-\d+$", "title": "Code"},
            "price": {"anyOf": [{"type": "number", "exclusiveMinimum": 0.0}, {"type": "string"}], "title": "Price"},
            "stock": {"type": "integer", "maximum": 100.0, "minimum": 0.0, "title": "Stock", "default": 0},
            "pack": {"type": "integer", "multipleOf": 6.0, "title": "Pack", "default": 6},
            "tags": {
                "items": {"type": "string", "minLength": 2},
                "type": "array",
                "maxItems": 3,
                "minItems": 1,
                "title": "Tags",
            },
        },
        "type": "object",
        "required": ["name", "code", "price", "tags"],
        "title": "Product",
    }


def test_a_decimal_is_sent_as_a_string_and_so_splits_the_schema() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "Product-Input", "Product-Output", "ValidationError"]
    assert schemas["Product-Output"]["properties"]["price"] == {"type": "string", "title": "Price"}
    assert client.post("/products", json={**PRODUCT, "price": 1.5}).json() == {**PRODUCT, "price": "1.5"}


def test_the_bounds_of_a_plain_field_default_are_the_same() -> None:
    class Annotation(BaseModel):
        amount: Annotated[int, Field(gt=0)] = 1

    class Default(BaseModel):
        amount: int = Field(default=1, gt=0)

    bounds = Annotation.model_json_schema()["properties"]
    assert bounds == Default.model_json_schema()["properties"]
    assert bounds == {"amount": {"default": 1, "exclusiveMinimum": 0, "title": "Amount", "type": "integer"}}


def test_regex_of_pydantic_1_is_an_error() -> None:
    from pydantic import PydanticUserError

    with pytest.raises(PydanticUserError, match=r"^`regex` is removed\. use `pattern` instead"):
        Field(regex="x")  # type: ignore[call-overload]


def test_max_items_of_pydantic_1_is_deprecated() -> None:
    from pydantic import PydanticDeprecatedSince20

    with pytest.warns(PydanticDeprecatedSince20, match=r"^`max_items` is deprecated .* use `max_length` instead"):
        Field(max_items=3)  # type: ignore[call-overload]


def test_a_bound_that_does_not_fit_the_type_is_noticed_only_when_a_value_comes() -> None:
    class Wrong(BaseModel):
        amount: Annotated[int, Field(max_length=3)]

    other_app = FastAPI()

    @other_app.post("/wrong")
    def create_wrong(wrong: Wrong) -> None:
        raise NotImplementedError

    with pytest.raises(TypeError, match=r"^Unable to apply constraint 'max_length' to supplied value 7$"):
        TestClient(other_app).post("/wrong", json={"amount": 7})
