import pytest
from fastapi.testclient import TestClient
from query_parameters import app

client = TestClient(app)
DEFAULTS = {"skip": 0, "limit": 10, "in_stock": False}


def test_absent_parameters_get_their_defaults() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == DEFAULTS


def test_given_parameters_override_the_defaults() -> None:
    response = client.get("/items?skip=20&limit=5&in_stock=true")
    assert response.status_code == 200
    assert response.json() == {"skip": 20, "limit": 5, "in_stock": True}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("on", True), ("yes", True), ("1", True), ("false", False), ("off", False), ("0", False)],
)
def test_bool_has_several_spellings(text: str, value: bool) -> None:
    assert client.get("/items", params={"in_stock": text}).json() == {**DEFAULTS, "in_stock": value}


@pytest.mark.parametrize(("name", "text"), [("skip", ""), ("limit", "1.5"), ("in_stock", "maybe")])
def test_value_of_another_type_is_rejected(name: str, text: str) -> None:
    response = client.get("/items", params={name: text})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", name]]


def test_unknown_parameter_is_ignored() -> None:
    response = client.get("/items?page=3")
    assert response.status_code == 200
    assert response.json() == DEFAULTS


def test_openapi_has_optional_parameters_with_types_and_defaults() -> None:
    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert {parameter["in"] for parameter in parameters} == {"query"}
    assert not any(parameter["required"] for parameter in parameters)
    assert [(p["name"], p["schema"]["type"], p["schema"]["default"]) for p in parameters] == [
        ("skip", "integer", 0),
        ("limit", "integer", 10),
        ("in_stock", "boolean", False),
    ]
