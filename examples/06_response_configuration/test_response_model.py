import pytest
from fastapi import FastAPI
from fastapi.exceptions import ResponseValidationError
from fastapi.testclient import TestClient
from pydantic import BaseModel
from response_model import UserOut, app

client = TestClient(app)


def test_fields_that_the_model_does_not_have_are_filtered() -> None:
    response = client.post("/users", json={"name": "Ada", "password": "secret"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"name": "Ada", "credit": "12.50"}


def test_a_value_that_does_not_fit_raises_on_the_server() -> None:
    with pytest.raises(ResponseValidationError) as caught:
        client.get("/users")
    (error,) = caught.value.errors()
    assert error.pop("msg")
    assert error == {"type": "missing", "loc": ("response", 0, "credit"), "input": {"name": "Ada"}}


def test_the_client_gets_a_500_without_details() -> None:
    response = TestClient(app, raise_server_exceptions=False).get("/users")
    assert response.status_code == 500
    assert response.text == "Internal Server Error"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (None, {"type": "model_attributes_type", "loc": ("response",), "input": None}),
        (
            {"name": "Ada", "credit": "much"},
            {"type": "decimal_parsing", "loc": ("response", "credit"), "input": "much"},
        ),
    ],
)
def test_other_values_that_do_not_fit_raise_too(value: object, error: dict[str, object]) -> None:
    other_app = FastAPI()

    @other_app.get("/", response_model=UserOut)
    def read() -> object:
        return value

    with pytest.raises(ResponseValidationError) as caught:
        TestClient(other_app).get("/")
    (got,) = caught.value.errors()
    assert got.pop("msg")
    assert got == error


def test_the_docs_show_the_response_model() -> None:
    paths = app.openapi()["paths"]["/users"]
    assert paths["post"]["responses"]["200"] == {
        "description": "Successful Response",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/UserOut"}}},
    }
    assert paths["get"]["responses"]["200"]["content"] == {
        "application/json": {
            "schema": {
                "items": {"$ref": "#/components/schemas/UserOut"},
                "type": "array",
                "title": "Response Read Users Users Get",
            }
        }
    }


def test_the_schema_is_that_of_what_is_sent_not_of_what_is_accepted() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert sorted(schemas) == ["HTTPValidationError", "UserIn", "UserOut", "ValidationError"]
    assert schemas["UserOut"] == {
        "properties": {
            "name": {"type": "string", "title": "Name"},
            "credit": {"type": "string", "title": "Credit"},
        },
        "type": "object",
        "required": ["name", "credit"],
        "title": "UserOut",
    }
    assert schemas["UserIn"]["required"] == ["name", "password"]
    assert UserOut.model_json_schema()["properties"]["credit"]["anyOf"][0] == {"type": "number"}


def test_attributes_of_an_object_that_is_no_model_are_read() -> None:
    class Row:
        def __init__(self) -> None:
            self.name = "Ada"
            self.credit = "1.0"
            self.password_hash = "0"

    other_app = FastAPI()

    @other_app.get("/", response_model=UserOut)
    def read() -> Row:
        return Row()

    response = TestClient(other_app).get("/")
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "credit": "1.0"}


def test_a_float_that_json_cannot_say_becomes_null() -> None:
    class Measurement(BaseModel):
        value: float

    other_app = FastAPI()

    @other_app.get("/", response_model=Measurement)
    def read() -> dict[str, float]:
        return {"value": float("nan")}

    response = TestClient(other_app).get("/")
    assert response.status_code == 200
    assert response.content == b'{"value":null}'
