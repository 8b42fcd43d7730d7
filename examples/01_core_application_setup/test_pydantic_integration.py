from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic_integration import Parcel, app, weigh_parcel

client = TestClient(app)

JSON = {"content-type": "application/json"}


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """Pydantic words the messages; all the rest of an error is held exactly."""
    for error in body["detail"]:
        del error["msg"]
    return body


def test_valid_input_round_trips() -> None:
    response = client.post("/parcels", json={"recipient": "Ada", "weight": 1.5, "labels": ["fragile"]})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.content == b'{"recipient":"Ada","weight":1.5,"labels":["fragile"]}'


def test_defaults_are_filled_in_numbers_converted_and_unknown_fields_dropped() -> None:
    response = client.post("/parcels", json={"weight": "2", "recipient": "Ada", "color": "red"})
    assert response.status_code == 200
    assert response.content == b'{"recipient":"Ada","weight":2.0,"labels":[]}'


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            {"recipient": "Ada", "weight": "heavy"},
            [{"type": "float_parsing", "loc": ["body", "weight"], "input": "heavy"}],
        ),
        (
            {"recipient": 7, "weight": None},
            [
                {"type": "string_type", "loc": ["body", "recipient"], "input": 7},
                {"type": "float_type", "loc": ["body", "weight"], "input": None},
            ],
        ),
        (
            {"recipient": "Ada", "weight": 1, "labels": ["a", 2]},
            [{"type": "string_type", "loc": ["body", "labels", 1], "input": 2}],
        ),
        (
            {"recipient": "Ada", "weight": 1, "labels": "a"},
            [{"type": "list_type", "loc": ["body", "labels"], "input": "a"}],
        ),
        (
            {"weight": 1},
            [{"type": "missing", "loc": ["body", "recipient"], "input": {"weight": 1}}],
        ),
        ([], [{"type": "model_attributes_type", "loc": ["body"], "input": []}]),
        (None, [{"type": "missing", "loc": ["body"], "input": None}]),
    ],
)
def test_a_body_that_does_not_fit_is_422_and_names_loc_type_and_input(body: object, errors: list[Any]) -> None:
    response = client.post("/parcels", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/json"
    assert without_messages(response.json()) == {"detail": errors}


def test_no_body_at_all_is_422() -> None:
    response = client.post("/parcels")
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [{"type": "missing", "loc": ["body"], "input": None}]}


def test_text_that_is_not_json_is_422_and_says_where_it_breaks() -> None:
    response = client.post("/parcels", content=b'{"recipient": }', headers=JSON)
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "json_invalid",
                "loc": ["body", 14],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting value"},
            }
        ]
    }


@pytest.mark.parametrize("headers", [{}, {"content-type": "text/plain"}])
def test_json_without_a_json_content_type_is_422(headers: dict[str, str]) -> None:
    text = '{"recipient":"Ada","weight":1}'
    response = client.post("/parcels", content=text.encode(), headers=headers)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "model_attributes_type", "loc": ["body"], "input": text}]
    }


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"content-type": "text/plain"}, 422)])
def test_strict_content_type_false_accepts_json_without_a_content_type_only(
    headers: dict[str, str], status: int
) -> None:
    lenient = FastAPI(strict_content_type=False)
    lenient.post("/parcels")(weigh_parcel)
    response = TestClient(lenient).post("/parcels", content=b'{"recipient":"Ada","weight":1}', headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/vnd.api+json"])
def test_other_spellings_of_the_json_content_type_are_accepted(content_type: str) -> None:
    headers = {"content-type": content_type}
    response = client.post("/parcels", content=b'{"recipient":"Ada","weight":1}', headers=headers)
    assert response.status_code == 200


def test_nan_in_the_body_is_answered_with_null() -> None:
    response = client.post("/parcels", content=b'{"recipient":"Ada","weight":NaN}', headers=JSON)
    assert response.status_code == 200
    assert response.content == b'{"recipient":"Ada","weight":null,"labels":[]}'


def test_the_response_is_validated_too() -> None:
    wrong = FastAPI()

    @wrong.get("/", response_model=Parcel)
    def read_parcel() -> dict[str, Any]:
        return {"recipient": "Ada", "weight": "heavy"}

    with pytest.raises(ResponseValidationError) as refusal:
        TestClient(wrong).get("/")
    assert [(error["type"], error["loc"], error["input"]) for error in refusal.value.errors()] == [
        ("float_parsing", ("response", "weight"), "heavy")
    ]
    response = TestClient(wrong, raise_server_exceptions=False).get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


def test_the_model_appears_once_under_the_schemas() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "Parcel", "ValidationError"]
    assert schemas["Parcel"] == {
        "properties": {
            "recipient": {"type": "string", "title": "Recipient"},
            "weight": {"type": "number", "title": "Weight"},
            "labels": {"items": {"type": "string"}, "type": "array", "title": "Labels", "default": []},
        },
        "type": "object",
        "required": ["recipient", "weight"],
        "title": "Parcel",
    }


def test_request_and_response_point_at_the_same_schema() -> None:
    operation = app.openapi()["paths"]["/parcels"]["post"]
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Parcel"}}}
    assert operation["requestBody"] == {"content": content, "required": True}
    assert operation["responses"]["200"] == {"description": "Successful Response", "content": content}
