import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from request_body import Item, app

client = TestClient(app)
JSON = {"content-type": "application/json"}
TEXT = '{"name": "Shoe", "price": 42.5}'
ITEM = {"name": "Shoe", "price": 42.5, "description": None}


def without_messages(body: dict[str, list[dict[str, object]]]) -> object:
    """The error body without its wording, which is Pydantic's and no promise of this concept."""
    for error in body["detail"]:
        assert error.pop("msg")
    return body


def test_valid_json_is_parsed_to_the_model() -> None:
    response = client.post("/items/", json={"name": "Shoe", "price": "42.5", "colour": "red"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == ITEM
    assert client.post("/items/", json={**ITEM, "description": "left"}).json() == {**ITEM, "description": "left"}


def test_function_gets_an_instance_of_the_model() -> None:
    other = FastAPI()

    @other.post("/items/")
    def create(item: Item) -> bool:
        return isinstance(item, Item)

    assert TestClient(other).post("/items/", json=ITEM).json() is True


def test_malformed_json_is_rejected_with_its_position() -> None:
    response = client.post("/items/", content='{"name": }', headers=JSON)
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "json_invalid",
                "loc": ["body", 9],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting value"},
            }
        ]
    }


def test_missing_field_is_rejected_with_its_name() -> None:
    response = client.post("/items/", json={"name": "Shoe"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "missing", "loc": ["body", "price"], "input": {"name": "Shoe"}}]
    }


def test_every_wrong_field_is_reported() -> None:
    response = client.post("/items/", json={"name": 1, "price": "much"})
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [
            {"type": "string_type", "loc": ["body", "name"], "input": 1},
            {"type": "float_parsing", "loc": ["body", "price"], "input": "much"},
        ]
    }


@pytest.mark.parametrize("headers", [{}, JSON])
def test_empty_body_is_missing_as_a_whole(headers: dict[str, str]) -> None:
    response = client.post("/items/", content="", headers=headers)
    assert response.status_code == 422
    assert without_messages(response.json()) == {"detail": [{"type": "missing", "loc": ["body"], "input": None}]}


@pytest.mark.parametrize(("text", "value"), [("null", None), ("[1]", [1]), ('"Shoe"', "Shoe"), ("7", 7)])
def test_json_that_is_no_object_is_not_the_model(text: str, value: object) -> None:
    response = client.post("/items/", content=text, headers=JSON)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "model_attributes_type", "loc": ["body"], "input": value}]
    }


def test_bytes_that_are_no_text_are_a_bad_request() -> None:
    response = client.post("/items/", content=b'{"name": "\xff"}', headers=JSON)
    assert response.status_code == 400
    assert response.json() == {"detail": "There was an error parsing the body"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "text/plain"},
        {"content-type": "text/json"},
        {"content-type": "application/x-www-form-urlencoded"},
    ],
)
def test_body_without_a_json_content_type_is_rejected_unparsed(headers: dict[str, str]) -> None:
    response = client.post("/items/", content=TEXT, headers=headers)
    assert response.status_code == 422
    assert without_messages(response.json()) == {
        "detail": [{"type": "model_attributes_type", "loc": ["body"], "input": TEXT}]
    }


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/vnd.api+json"])
def test_other_json_content_types_are_parsed(content_type: str) -> None:
    response = client.post("/items/", content=TEXT, headers={"content-type": content_type})
    assert response.status_code == 200
    assert response.json() == ITEM


def test_strict_content_type_false_accepts_a_missing_content_type_only() -> None:
    lenient = FastAPI(strict_content_type=False)

    @lenient.post("/items/")
    def create(item: Item) -> Item:
        return item

    lenient_client = TestClient(lenient)
    assert lenient_client.post("/items/", content=TEXT).json() == ITEM
    assert lenient_client.post("/items/", content=TEXT, headers={"content-type": "text/plain"}).status_code == 422


def test_openapi_requires_the_model_as_json() -> None:
    operation = app.openapi()["paths"]["/items/"]["post"]
    assert operation["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
    }
    assert "parameters" not in operation
    assert app.openapi()["components"]["schemas"]["Item"] == {
        "type": "object",
        "title": "Item",
        "required": ["name", "price"],
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "price": {"type": "number", "title": "Price"},
            "description": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Description"},
        },
    }


def test_openapi_documents_the_422_and_its_schema() -> None:
    document = app.openapi()
    assert document["paths"]["/items/"]["post"]["responses"]["422"] == {
        "description": "Validation Error",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
    }
    assert document["components"]["schemas"]["HTTPValidationError"] == {
        "type": "object",
        "title": "HTTPValidationError",
        "properties": {
            "detail": {"type": "array", "title": "Detail", "items": {"$ref": "#/components/schemas/ValidationError"}}
        },
    }
    assert document["components"]["schemas"]["ValidationError"] == {
        "type": "object",
        "title": "ValidationError",
        "required": ["loc", "msg", "type"],
        "properties": {
            "loc": {
                "type": "array",
                "title": "Location",
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            },
            "msg": {"type": "string", "title": "Message"},
            "type": {"type": "string", "title": "Error Type"},
            "input": {"title": "Input"},
            "ctx": {"type": "object", "title": "Context"},
        },
    }


def test_model_of_pydantic_v1_is_refused() -> None:
    from fastapi.exceptions import PydanticV1NotSupportedError
    from pydantic.v1 import BaseModel as OldBaseModel

    class OldItem(OldBaseModel):
        name: str

    with pytest.raises(PydanticV1NotSupportedError, match=r"pydantic\.v1 models are no longer supported by FastAPI"):

        @FastAPI().post("/items/")
        def create(item: OldItem) -> None: ...
