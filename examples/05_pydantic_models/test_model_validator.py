from typing import Any

import pytest
from fastapi.testclient import TestClient
from model_validator import app
from pydantic import BaseModel, model_validator

client = TestClient(app)

MATCH = {"username": "ada", "password": "one", "password_repeat": "one"}
MISMATCH = {"username": "ada", "password": "one", "password_repeat": "two"}


def test_matching_passwords_pass_and_none_is_in_the_response() -> None:
    response = client.post("/users", json=MATCH)
    assert response.status_code == 201
    assert response.json() == {"username": "ada"}


def test_a_mismatch_is_an_error_of_the_whole_body() -> None:
    response = client.post("/users", json=MISMATCH)
    assert response.status_code == 422
    assert response.json() == {
        "detail": [
            {
                "type": "value_error",
                "loc": ["body"],
                "msg": "Value error, passwords do not match",
                "input": MISMATCH,
                "ctx": {"error": {}},
            }
        ]
    }


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (
            {"username": "ada", "password": "one"},
            {"type": "missing", "loc": ["body", "password_repeat"], "input": {"username": "ada", "password": "one"}},
        ),
        ({**MISMATCH, "username": 1}, {"type": "string_type", "loc": ["body", "username"], "input": 1}),
    ],
)
def test_it_does_not_run_when_a_field_already_failed(body: dict[str, Any], error: dict[str, Any]) -> None:
    response = client.post("/users", json=body)
    assert response.status_code == 422
    (got,) = response.json()["detail"]
    assert got.pop("msg")
    assert got == error


def test_the_documented_response_has_no_password_either() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["UserPublic"]["properties"] == {"username": {"type": "string", "title": "Username"}}
    password = {"type": "string", "format": "password", "writeOnly": True}
    assert schemas["SignUp"] == {
        "properties": {
            "username": {"type": "string", "title": "Username"},
            "password": {**password, "title": "Password"},
            "password_repeat": {**password, "title": "Password Repeat"},
        },
        "type": "object",
        "required": ["username", "password", "password_repeat"],
        "title": "SignUp",
    }


def test_a_validator_in_mode_before_gets_the_raw_body() -> None:
    seen: list[Any] = []

    class Raw(BaseModel):
        number: int

        @model_validator(mode="before")
        @classmethod
        def note(cls, data: object) -> object:
            seen.append(data)
            return data

    assert Raw.model_validate({"number": "1", "more": 2}).number == 1
    assert seen == [{"number": "1", "more": 2}]


def test_an_after_validator_as_classmethod_is_deprecated() -> None:
    with pytest.warns(DeprecationWarning, match=r"^Using `@model_validator` with mode='after' on a classmethod"):

        class Old(BaseModel):
            number: int

            @model_validator(mode="after")  # type: ignore[misc]
            @classmethod
            def keep(cls, model: object) -> object:
                return model

    assert Old(number=1).number == 1


def test_the_root_validator_of_pydantic_1_is_deprecated() -> None:
    from pydantic import PydanticDeprecatedSince20, root_validator

    with pytest.warns(
        PydanticDeprecatedSince20, match=r"^Pydantic V1 style `@root_validator` validators are deprecated"
    ):

        class Old(BaseModel):
            number: int

            @root_validator(skip_on_failure=True)
            @classmethod
            def double(cls, values: dict[str, int]) -> dict[str, int]:
                return {"number": values["number"] * 2}

    assert Old(number=2).number == 4
