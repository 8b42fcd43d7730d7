from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, computed_field
from separate_input_output_schemas import Item, app_with_one_schema, app_with_two_schemas

PROPERTIES = {
    "name": {"type": "string", "title": "Name"},
    "description": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Description"},
}


class Plain(BaseModel):
    name: str
    description: str | None = None


class Square(BaseModel):
    side: int = 1

    @computed_field
    def area(self) -> int:
        return self.side**2


class Board(BaseModel):
    square: Square


def schemas_of(application: FastAPI) -> dict[str, Any]:
    schemas: dict[str, Any] = dict(application.openapi()["components"]["schemas"])
    del schemas["HTTPValidationError"], schemas["ValidationError"]
    return schemas


def properties_of(model: type[BaseModel], separate: bool) -> dict[str, list[str]]:
    other = FastAPI(separate_input_output_schemas=separate)

    def echo(body: BaseModel) -> BaseModel:
        return body

    echo.__annotations__.update({"body": model, "return": model})
    other.post("/")(echo)
    return {name: list(schema["properties"]) for name, schema in schemas_of(other).items()}


def references_of(application: FastAPI) -> tuple[str, str]:
    operation = application.openapi()["paths"]["/items/"]["post"]
    assert operation["requestBody"]["required"] is True
    request = operation["requestBody"]["content"]["application/json"]["schema"]
    response = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert list(request) == list(response) == ["$ref"]
    return request["$ref"], response["$ref"]


def test_input_and_output_schema_exist_where_separate() -> None:
    assert schemas_of(app_with_two_schemas) == {
        "Item-Input": {"properties": PROPERTIES, "type": "object", "required": ["name"], "title": "Item"},
        "Item-Output": {
            "properties": PROPERTIES,
            "type": "object",
            "required": ["name", "description"],
            "title": "Item",
        },
    }
    assert references_of(app_with_two_schemas) == (
        "#/components/schemas/Item-Input",
        "#/components/schemas/Item-Output",
    )


def test_only_item_exists_where_not_separate_and_requires_what_the_input_requires() -> None:
    assert schemas_of(app_with_one_schema) == {
        "Item": {"properties": PROPERTIES, "type": "object", "required": ["name"], "title": "Item"}
    }
    assert references_of(app_with_one_schema) == ("#/components/schemas/Item", "#/components/schemas/Item")


def test_separate_is_the_default() -> None:
    other = FastAPI()

    @other.post("/items/")
    def create_item(item: Item) -> Item:
        return item

    assert schemas_of(other) == schemas_of(app_with_two_schemas)


def test_a_model_used_in_one_direction_has_one_schema_without_a_suffix() -> None:
    other = FastAPI()

    @other.get("/items/")
    def read_item(name: str) -> Item:
        return Item(name=name)

    assert {name: schema["required"] for name, schema in schemas_of(other).items()} == {"Item": ["name", "description"]}


@pytest.mark.parametrize("separate", [True, False])
def test_a_plain_default_makes_one_schema_in_either_app(separate: bool) -> None:
    assert properties_of(Plain, separate) == {"Plain": ["name", "description"]}


@pytest.mark.parametrize("separate", [True, False])
def test_a_computed_field_makes_two_schemas_in_either_app(separate: bool) -> None:
    assert properties_of(Square, separate) == {"Square-Input": ["side"], "Square-Output": ["side", "area"]}


@pytest.mark.parametrize("separate", [True, False])
def test_a_computed_field_makes_two_schemas_also_in_a_model_inside_another(separate: bool) -> None:
    found = properties_of(Board, separate)
    assert {name: properties for name, properties in found.items() if name.startswith("Square")} == {
        "Square-Input": ["side"],
        "Square-Output": ["side", "area"],
    }


@pytest.mark.parametrize("separate", [True, False])
def test_the_outer_model_around_it_has_two_schemas_in_either_app(separate: bool) -> None:
    found = properties_of(Board, separate)
    assert {name: properties for name, properties in found.items() if name.startswith("Board")} == {
        "Board-Input": ["square"],
        "Board-Output": ["square"],
    }


@pytest.mark.parametrize("application", [app_with_two_schemas, app_with_one_schema])
def test_the_answer_is_the_same_in_both(application: FastAPI) -> None:
    client = TestClient(application)
    response = client.post("/items/", json={"name": "cup"})
    assert (response.status_code, response.json()) == (200, {"name": "cup", "description": None})
    refused = client.post("/items/", json={"description": "no name"})
    assert refused.status_code == 422
    assert refused.json() == {
        "detail": [
            {
                "type": "missing",
                "loc": ["body", "name"],
                "msg": "Field required",
                "input": {"description": "no name"},
            }
        ]
    }


@pytest.mark.parametrize("application", [app_with_two_schemas, app_with_one_schema])
def test_the_document_is_valid_openapi_3_1(application: FastAPI) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    document = TestClient(application).get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
