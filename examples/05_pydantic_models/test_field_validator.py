from typing import Any

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from field_validator import app
from pydantic import BaseModel, field_validator

client = TestClient(app)


def test_an_after_validator_may_change_the_value() -> None:
    response = client.post("/accounts", json={"username": "Ada"})
    assert response.status_code == 200
    assert response.json() == {"username": "ada", "seats": 2, "roles": []}


def test_an_after_validator_sees_the_typed_value() -> None:
    response = client.post("/accounts", json={"username": "ada", "seats": "4"})
    assert response.status_code == 200
    assert response.json() == {"username": "ada", "seats": 4, "roles": []}


@pytest.mark.parametrize("username", ["admin", "Admin"])
def test_a_value_error_becomes_a_422_with_its_message(username: str) -> None:
    response = client.post("/accounts", json={"username": username})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body", "username"],
                "msg": "Value error, this name is taken",
                "input": username,
                "ctx": {"error": {}},
            }
        ]
    }


def test_the_message_is_made_of_the_typed_value_and_the_input_is_what_was_sent() -> None:
    response = client.post("/accounts", json={"username": "ada", "seats": "3"})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body", "seats"],
                "msg": "Value error, 3 is odd",
                "input": "3",
                "ctx": {"error": {}},
            }
        ]
    }


@pytest.mark.parametrize(
    ("seats", "error"),
    [("many", {"type": "int_parsing"}), (-1, {"type": "greater_than", "ctx": {"gt": 0}})],
)
def test_an_after_validator_does_not_run_when_type_or_constraint_failed(seats: object, error: dict[str, Any]) -> None:
    response = client.post("/accounts", json={"username": "ada", "seats": seats})
    assert response.status_code == 422
    (got,) = response.json()["detail"]
    assert got.pop("msg")
    assert got == {"loc": ["body", "seats"], "input": seats, **error}


def test_a_before_validator_sees_the_raw_input() -> None:
    response = client.post("/accounts", json={"username": "ada", "roles": "reader,writer"})
    assert response.status_code == 200
    assert response.json() == {"username": "ada", "seats": 2, "roles": ["reader", "writer"]}


def test_what_a_before_validator_returns_is_validated() -> None:
    response = client.post("/accounts", json={"username": "ada", "roles": 5})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert error.pop("msg")
    assert error == {"type": "list_type", "loc": ["body", "roles"], "input": 5}
    assert client.post("/accounts", json={"username": "ada", "roles": ["x"]}).json()["roles"] == ["x"]


def test_errors_of_all_fields_are_reported_together() -> None:
    response = client.post("/accounts", json={"username": "admin", "seats": 1, "roles": [None]})
    assert [(error["type"], error["loc"]) for error in response.json()["detail"]] == [
        ("value_error", ["body", "username"]),
        ("value_error", ["body", "seats"]),
        ("string_type", ["body", "roles", 0]),
    ]


def test_validators_are_not_in_the_schema() -> None:
    assert app.openapi()["components"]["schemas"]["Account"] == {
        "properties": {
            "username": {"type": "string", "title": "Username"},
            "seats": {"type": "integer", "exclusiveMinimum": 0.0, "title": "Seats", "default": 2},
            "roles": {"items": {"type": "string"}, "type": "array", "title": "Roles", "default": []},
        },
        "type": "object",
        "required": ["username"],
        "title": "Account",
    }


def serve(model: type[BaseModel]) -> TestClient:
    other_app = FastAPI()

    def create(body: BaseModel) -> None:
        return None

    create.__annotations__["body"] = model
    other_app.post("/")(create)
    return TestClient(other_app)


def test_a_default_is_not_validated() -> None:
    class Numbered(BaseModel):
        number: int = 1

        @field_validator("number")
        @classmethod
        def refuse(cls, value: int) -> int:
            raise ValueError("always")

    assert serve(Numbered).post("/", json={}).status_code == 200
    assert serve(Numbered).post("/", json={"number": 1}).status_code == 422


def test_an_assertion_is_an_error_of_a_type_of_its_own() -> None:
    class Positive(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def positive(cls, value: int) -> int:
            if value <= 0:
                raise AssertionError("not positive")
            return value

    response = serve(Positive).post("/", json={"number": 0})
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "assertion_error",
                "loc": ["body", "number"],
                "msg": "Assertion failed, not positive",
                "input": 0,
                "ctx": {"error": {}},
            }
        ]
    }


def test_an_http_exception_in_a_validator_leaves_pydantic_as_it_is() -> None:
    class Teapot(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def refuse(cls, value: int) -> int:
            raise HTTPException(418, "no list of errors")

    response = serve(Teapot).post("/", json={"number": 0})
    assert response.status_code == 418
    assert response.json() == {"detail": "no list of errors"}


def test_the_validator_of_pydantic_1_is_deprecated() -> None:
    from pydantic import PydanticDeprecatedSince20, validator

    with pytest.warns(PydanticDeprecatedSince20, match=r"^Pydantic V1 style `@validator` validators are deprecated"):

        class Old(BaseModel):
            number: int

            @validator("number")
            @classmethod
            def double(cls, value: int) -> int:
                return value * 2

    assert Old(number=2).number == 4


def test_the_response_is_documented_with_the_same_model() -> None:
    assert app.openapi()["paths"]["/accounts"]["post"]["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Account"}}
    }
