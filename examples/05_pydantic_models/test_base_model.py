from datetime import datetime
from typing import Any

import pytest
from base_model import Order, app
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict

client = TestClient(app)

ORDER: dict[str, Any] = {
    "customer": {"name": "Ada", "age": 36},
    "lines": [{"sku": "pen", "quantity": 3, "price": 1.5}, {"sku": "ink", "quantity": 1, "price": 4.0}],
    "placed_at": "2026-01-02T03:04:05Z",
    "gift": True,
}
LINE = {"sku": "pen", "quantity": 3, "price": 1.5}


def errors_of(body: object) -> list[dict[str, Any]]:
    response = client.post("/orders", json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    errors: list[dict[str, Any]] = response.json()["detail"]
    for error in errors:
        assert error.pop("msg")
    return errors


def test_a_valid_body_comes_back_as_the_model() -> None:
    response = client.post("/orders", json=ORDER)
    assert response.status_code == 200
    assert response.json() == ORDER


def test_the_response_is_what_model_dump_gives() -> None:
    response = client.post("/orders", json={**ORDER, "gift": "yes"})
    assert response.json() == Order.model_validate({**ORDER, "gift": "yes"}).model_dump(mode="json")


def test_fields_that_are_left_out_take_their_defaults() -> None:
    response = client.post("/orders", json={"customer": {"name": "Ada"}, "lines": [], "placed_at": ORDER["placed_at"]})
    assert response.json() == {
        "customer": {"name": "Ada", "age": None},
        "lines": [],
        "placed_at": "2026-01-02T03:04:05Z",
        "gift": False,
    }


def test_unknown_fields_are_ignored() -> None:
    response = client.post("/orders", json={**ORDER, "coupon": "x"})
    assert response.status_code == 200
    assert response.json() == ORDER


@pytest.mark.parametrize(
    ("sent", "stored"), [("3", 3), (3.0, 3), ("3.0", 3), (" 3 ", 3), ("+3", 3), ("1_000", 1000), (True, 1)]
)
def test_whole_numbers_are_taken_from_strings_and_floats(sent: object, stored: int) -> None:
    response = client.post("/orders", json={**ORDER, "lines": [{**LINE, "quantity": sent}]})
    assert response.status_code == 200
    assert response.json()["lines"] == [{**LINE, "quantity": stored}]


@pytest.mark.parametrize(
    ("sent", "error_type"),
    [
        ("three", "int_parsing"),
        ("", "int_parsing"),
        ("1e2", "int_parsing"),
        (3.5, "int_from_float"),
        (None, "int_type"),
        ([], "int_type"),
    ],
)
def test_what_is_no_whole_number_is_refused(sent: object, error_type: str) -> None:
    assert errors_of({**ORDER, "lines": [{**LINE, "quantity": sent}]}) == [
        {"type": error_type, "loc": ["body", "lines", 0, "quantity"], "input": sent}
    ]


@pytest.mark.parametrize("sent", [7, 7.5, True, None, ["pen"]])
def test_nothing_but_a_string_becomes_a_string(sent: object) -> None:
    assert errors_of({**ORDER, "lines": [{**LINE, "sku": sent}]}) == [
        {"type": "string_type", "loc": ["body", "lines", 0, "sku"], "input": sent}
    ]


@pytest.mark.parametrize(("sent", "stored"), [("yes", True), ("off", False), (1, True), ("0", False)])
def test_booleans_are_taken_from_words_and_from_0_and_1(sent: object, stored: bool) -> None:
    response = client.post("/orders", json={**ORDER, "gift": sent})
    assert response.json() == {**ORDER, "gift": stored}


@pytest.mark.parametrize(("sent", "error_type"), [("maybe", "bool_parsing"), (2, "bool_parsing"), (None, "bool_type")])
def test_other_values_are_no_booleans(sent: object, error_type: str) -> None:
    assert errors_of({**ORDER, "gift": sent}) == [{"type": error_type, "loc": ["body", "gift"], "input": sent}]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2026-01-02", "2026-01-02T00:00:00"),
        ("2026-01-02 03:04", "2026-01-02T03:04:00"),
        ("2026-01-02T03:04:05+02:00", "2026-01-02T03:04:05+02:00"),
        (1767323045, "2026-01-02T03:04:05Z"),
    ],
)
def test_datetimes_are_taken_from_iso_strings_and_unix_time(sent: object, stored: str) -> None:
    response = client.post("/orders", json={**ORDER, "placed_at": sent})
    assert response.status_code == 200
    assert response.json() == {**ORDER, "placed_at": stored}


def test_a_refused_datetime_says_why() -> None:
    assert errors_of({**ORDER, "placed_at": "tomorrow"}) == [
        {
            "type": "datetime_from_date_parsing",
            "loc": ["body", "placed_at"],
            "input": "tomorrow",
            "ctx": {"error": "input is too short"},
        }
    ]


def test_all_nested_errors_come_at_once_each_with_its_full_path() -> None:
    body = {
        "customer": {"age": "old"},
        "lines": [LINE, {"sku": "ink", "quantity": "x", "price": "y"}, "no line"],
        "placed_at": ORDER["placed_at"],
    }
    assert errors_of(body) == [
        {"type": "missing", "loc": ["body", "customer", "name"], "input": {"age": "old"}},
        {"type": "int_parsing", "loc": ["body", "customer", "age"], "input": "old"},
        {"type": "int_parsing", "loc": ["body", "lines", 1, "quantity"], "input": "x"},
        {"type": "float_parsing", "loc": ["body", "lines", 1, "price"], "input": "y"},
        {"type": "model_attributes_type", "loc": ["body", "lines", 2], "input": "no line"},
    ]


def test_a_body_that_is_no_object_is_refused_as_a_whole() -> None:
    assert errors_of([ORDER]) == [{"type": "model_attributes_type", "loc": ["body"], "input": [ORDER]}]
    assert errors_of(None) == [{"type": "missing", "loc": ["body"], "input": None}]
    assert errors_of({**ORDER, "lines": {"0": LINE}}) == [
        {"type": "list_type", "loc": ["body", "lines"], "input": {"0": LINE}}
    ]


def test_the_models_are_in_the_docs() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["Customer", "HTTPValidationError", "Line", "Order", "ValidationError"]
    assert schemas["Customer"] == {
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "age": {"anyOf": [{"type": "integer"}, {"type": "null"}], "title": "Age"},
        },
        "type": "object",
        "required": ["name"],
        "title": "Customer",
    }
    assert schemas["Order"] == {
        "properties": {
            "customer": {"$ref": "#/components/schemas/Customer"},
            "lines": {"items": {"$ref": "#/components/schemas/Line"}, "type": "array", "title": "Lines"},
            "placed_at": {"type": "string", "format": "date-time", "title": "Placed At"},
            "gift": {"type": "boolean", "title": "Gift", "default": False},
        },
        "type": "object",
        "required": ["customer", "lines", "placed_at"],
        "title": "Order",
        "description": "What the shop sends.\n\nPrices are for one piece.",
    }


def test_the_docstring_is_the_description_without_its_indentation() -> None:
    assert Order.model_json_schema()["description"] == "What the shop sends.\n\nPrices are for one piece."


def test_request_and_response_refer_to_the_model() -> None:
    operation = app.openapi()["paths"]["/orders"]["post"]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
    assert operation["requestBody"] == {"content": content, "required": True}
    assert operation["responses"] == {
        "200": {"description": "Successful Response", "content": content},
        "422": {
            "description": "Validation Error",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
        },
    }


def test_a_strict_model_refuses_a_date_string_that_pydantic_takes_from_json() -> None:
    class Event(BaseModel):
        model_config = ConfigDict(strict=True)
        at: datetime

    strict_app = FastAPI()

    @strict_app.post("/events")
    def create_event(event: Event) -> Event:
        return event

    assert Event.model_validate_json('{"at": "2026-01-02T03:04:05Z"}').at.isoformat() == "2026-01-02T03:04:05+00:00"
    response = TestClient(strict_app).post("/events", json={"at": "2026-01-02T03:04:05Z"})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    del error["msg"]
    assert error == {"type": "datetime_type", "loc": ["body", "at"], "input": "2026-01-02T03:04:05Z"}


def test_a_union_of_models_takes_the_one_with_the_most_matching_fields() -> None:
    class Point(BaseModel):
        x: int = 0

    class Point3D(BaseModel):
        x: int = 0
        z: int = 0

    class Drawing(BaseModel):
        at: Point | Point3D

    assert Drawing.model_validate({"at": {"x": 1, "z": 2}}) == Drawing(at=Point3D(x=1, z=2))
    assert Drawing.model_validate({"at": {"x": 1}}) == Drawing(at=Point(x=1))


def test_a_model_of_pydantic_v1_is_refused() -> None:
    from fastapi.exceptions import PydanticV1NotSupportedError
    from pydantic.v1 import BaseModel as OldBaseModel

    class OldItem(OldBaseModel):
        name: str

    def create_item(item: OldItem) -> None:
        raise NotImplementedError

    with pytest.raises(PydanticV1NotSupportedError, match=r"^pydantic\.v1 models are no longer supported by FastAPI\."):
        FastAPI().post("/items")(create_item)
