import warnings
from typing import Any

import pytest
from fastapi.testclient import TestClient
from model_config import app
from pydantic import BaseModel, Field, PydanticUserError

client = TestClient(app)


def errors_of(path: str, body: object) -> list[dict[str, Any]]:
    response = client.post(path, json=body)
    assert response.status_code == 422
    assert list(response.json()) == ["detail"]
    errors: list[dict[str, Any]] = response.json()["detail"]
    for error in errors:
        assert error.pop("msg")
    return errors


def test_whitespace_is_stripped_before_the_length_rule() -> None:
    response = client.post("/contacts", json={"name": "  \t Linus\n "})
    assert response.status_code == 200
    assert response.json() == {"name": "Linus", "address": None}
    assert errors_of("/contacts", {"name": " x "}) == [
        {"type": "string_too_short", "loc": ["body", "name"], "input": " x ", "ctx": {"min_length": 2}}
    ]


def test_whitespace_inside_stays() -> None:
    assert client.post("/contacts", json={"name": " a  b "}).json() == {"name": "a  b", "address": None}


def test_an_unknown_field_is_forbidden() -> None:
    assert errors_of("/contacts", {"name": "Ada", "nmae": "x", "age": 3}) == [
        {"type": "extra_forbidden", "loc": ["body", "nmae"], "input": "x"},
        {"type": "extra_forbidden", "loc": ["body", "age"], "input": 3},
    ]


def test_a_child_inherits_the_configuration() -> None:
    response = client.post("/employees", json={"name": " Ada ", "team": " core "})
    assert response.json() == {"name": "Ada", "address": None, "team": "core"}
    assert errors_of("/employees", {"name": "Ada", "team": "core", "age": 3}) == [
        {"type": "extra_forbidden", "loc": ["body", "age"], "input": 3}
    ]


def test_a_model_in_a_field_keeps_its_own_configuration() -> None:
    response = client.post("/contacts", json={"name": "Ada", "address": {"city": " Paris ", "more": 1}})
    assert response.status_code == 200
    assert response.json() == {"name": "Ada", "address": {"city": " Paris "}}


def test_the_schema_allows_no_additional_properties() -> None:
    schemas = app.openapi()["components"]["schemas"]
    assert schemas["Contact"] == {
        "properties": {
            "name": {"type": "string", "maxLength": 5, "minLength": 2, "title": "Name"},
            "address": {"anyOf": [{"$ref": "#/components/schemas/Address"}, {"type": "null"}]},
        },
        "additionalProperties": False,
        "type": "object",
        "required": ["name"],
        "title": "Contact",
    }
    assert schemas["Employee"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Address"]


def test_the_inner_class_config_is_deprecated() -> None:
    from pydantic import PydanticDeprecatedSince20

    with pytest.warns(PydanticDeprecatedSince20, match=r"^Support for class-based `config` is deprecated"):

        class Old(BaseModel):
            name: str = Field(max_length=3)

            class Config:
                str_strip_whitespace = True

    assert Old(name=" Ada ").name == "Ada"


def test_a_setting_that_pydantic_2_renamed_only_warns() -> None:
    with pytest.warns(UserWarning, match="'anystr_strip_whitespace' has been renamed to 'str_strip_whitespace'"):

        class Renamed(BaseModel):
            model_config = {"anystr_strip_whitespace": True}  # type: ignore[typeddict-unknown-key]

            name: str

    assert Renamed(name=" Ada ").name == " Ada "


def test_only_names_close_to_those_of_basemodel_are_protected() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")

        class Car(BaseModel):
            model_year: int

    assert Car(model_year=2026).model_dump() == {"model_year": 2026}
    with pytest.warns(UserWarning, match=r"model_dump_path.* protected namespace"):

        class Export(BaseModel):
            model_dump_path: str


def test_a_field_can_not_be_called_model_config() -> None:
    with pytest.raises(PydanticUserError, match=r"^`model_config` cannot be used as a model field name\."):

        class Wrong(BaseModel):
            model_config: str  # type: ignore[assignment, misc]


@pytest.mark.parametrize(("path", "model"), [("/contacts", "Contact"), ("/employees", "Employee")])
def test_the_response_is_documented_with_the_same_model(path: str, model: str) -> None:
    assert app.openapi()["paths"][path]["post"]["responses"]["200"]["content"] == {
        "application/json": {"schema": {"$ref": f"#/components/schemas/{model}"}}
    }
