from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
from pydantic_core import PydanticSerializationError
from response_examples import Problem, Tea, app

client = TestClient(app)


def documented_responses() -> Any:
    return app.openapi()["paths"]["/teas/{name}"]["get"]["responses"]


def test_the_example_is_in_openapi_beside_the_main_schema() -> None:
    assert documented_responses()["200"] == {
        "description": "The tea on the shelf",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Tea"},
                "example": {"name": "green", "grams": 250},
            }
        },
    }


def test_the_extra_model_is_in_openapi_beside_the_main_one() -> None:
    assert documented_responses()["404"] == {
        "description": "No such tea",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Tea"] == {
        "properties": {"name": {"type": "string", "title": "Name"}, "grams": {"type": "integer", "title": "Grams"}},
        "type": "object",
        "required": ["name", "grams"],
        "title": "Tea",
    }
    assert schemas["Problem"] == {
        "properties": {"detail": {"type": "string", "title": "Detail"}},
        "type": "object",
        "required": ["detail"],
        "title": "Problem",
    }


def test_the_validation_error_is_documented_by_itself() -> None:
    assert list(documented_responses()) == ["200", "404", "422"]
    assert documented_responses()["422"] == {
        "description": "Validation Error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
    }
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["HTTPValidationError"] == {
        "properties": {
            "detail": {"items": {"$ref": "#/components/schemas/ValidationError"}, "type": "array", "title": "Detail"}
        },
        "type": "object",
        "title": "HTTPValidationError",
    }
    assert schemas["ValidationError"] == {
        "properties": {
            "loc": {
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "type": "array",
                "title": "Location",
            },
            "msg": {"type": "string", "title": "Message"},
            "type": {"type": "string", "title": "Error Type"},
            "input": {"title": "Input"},
            "ctx": {"type": "object", "title": "Context"},
        },
        "type": "object",
        "required": ["loc", "msg", "type"],
        "title": "ValidationError",
    }


def test_the_real_response_is_the_example() -> None:
    example = documented_responses()["200"]["content"]["application/json"]["example"]
    response = client.get("/teas/green")
    assert (response.status_code, response.json()) == (200, example)
    assert Tea.model_validate(example, strict=True) == Tea(name="green", grams=250)


def test_the_real_error_has_the_shape_of_its_model() -> None:
    response = client.get("/teas/blue")
    assert (response.status_code, response.json()) == (404, {"detail": "No such tea"})
    assert Problem.model_validate(response.json(), strict=True).model_dump() == response.json()


def app_with(responses: dict[int | str, dict[str, Any]]) -> FastAPI:
    other = FastAPI()
    other.add_api_route("/x", lambda: "x", responses=responses)
    return other


def test_an_example_that_does_not_fit_is_not_noticed() -> None:
    other = FastAPI()

    @other.get("/x", responses={200: {"content": {"application/json": {"example": {"nonsense": True}}}}})
    def read() -> Tea:
        return Tea(name="green", grams=1)

    assert TestClient(other).get("/openapi.json").json()["paths"]["/x"]["get"]["responses"]["200"] == {
        "description": "Successful Response",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/Tea"},
                "example": {"nonsense": True},
            }
        },
    }


def test_several_named_examples_are_kept() -> None:
    examples = {"one": {"summary": "One", "value": 1}, "two": {"value": 2}}
    document = app_with({200: {"content": {"application/json": {"examples": examples}}}}).openapi()
    content = document["paths"]["/x"]["get"]["responses"]["200"]["content"]
    assert content == {"application/json": {"schema": {}, "examples": examples}}


@pytest.mark.parametrize("placeholder", [{...}, {"name": ...}])
def test_a_placeholder_makes_the_document_a_500(placeholder: object) -> None:
    other = app_with({200: {"content": {"application/json": {"example": placeholder}}}})
    with pytest.raises(PydanticSerializationError, match=r"Unable to serialize unknown type: <class 'ellipsis'>$"):
        TestClient(other).get("/openapi.json")
    response = TestClient(other, raise_server_exceptions=False).get("/openapi.json")
    assert (response.status_code, response.text) == (500, "Internal Server Error")
    assert TestClient(other).get("/x").json() == "x"


@pytest.mark.parametrize(
    ("status", "key", "description"),
    [
        (409, "409", "Conflict"),
        ("4XX", "4XX", "Client Error"),
        ("5xx", "5XX", "Server Error"),
        ("default", "default", "Default Response"),
    ],
)
def test_a_response_without_a_description_gets_the_standard_text(status: int | str, key: str, description: str) -> None:
    responses = app_with({status: {}}).openapi()["paths"]["/x"]["get"]["responses"]
    assert responses[key] == {"description": description}


def test_another_media_type_stands_beside_json() -> None:
    responses = app_with({200: {"content": {"image/png": {}}, "description": "The tea, or its picture"}})
    assert responses.openapi()["paths"]["/x"]["get"]["responses"]["200"] == {
        "description": "The tea, or its picture",
        "content": {"application/json": {"schema": {}}, "image/png": {}},
    }


def test_responses_of_the_app_are_not_mixed_up_between_its_routes() -> None:
    class Busy(BaseModel):
        wait: int

    shared: dict[int | str, dict[str, Any]] = {
        503: {"model": Problem | Busy, "content": {"application/json": {"example": {"wait": 1}}}}
    }
    other = FastAPI(responses=shared)
    for name in ("a", "b"):
        other.add_api_route(f"/{name}", lambda: "x", name=name)
    for name in ("A A", "B B"):
        assert other.openapi()["paths"][f"/{name[0].lower()}"]["get"]["responses"]["503"] == {
            "description": "Service Unavailable",
            "content": {
                "application/json": {
                    "schema": {
                        "anyOf": [{"$ref": "#/components/schemas/Problem"}, {"$ref": "#/components/schemas/Busy"}],
                        "title": f"Response 503 {name} Get",
                    },
                    "example": {"wait": 1},
                }
            },
        }


def test_the_document_is_valid_openapi_3_1() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
