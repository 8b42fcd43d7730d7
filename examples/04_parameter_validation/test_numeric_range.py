import pytest
from fastapi.testclient import TestClient
from numeric_range import app

client = TestClient(app)
DEFAULTS = {"weight": 1.5, "quantity": 5, "latitude": 0.0}


def test_absent_numbers_get_their_defaults() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == DEFAULTS


@pytest.mark.parametrize(
    ("name", "value"),
    [("weight", 10.5), ("weight", 1e-9), ("quantity", 0), ("quantity", -5), ("latitude", -7.25), ("latitude", 1e300)],
)
def test_number_within_the_rules_passes(name: str, value: float) -> None:
    response = client.get("/items", params={name: str(value)})
    assert response.status_code == 200
    assert response.json() == {**DEFAULTS, name: value}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("weight", "0"),
        ("weight", "-inf"),
        ("weight", "10.500001"),
        ("weight", "inf"),
        ("quantity", "7"),
        ("latitude", "inf"),
        ("latitude", "nan"),
    ],
)
def test_number_outside_the_rules_is_rejected(name: str, text: str) -> None:
    response = client.get("/items", params={name: text})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", name]]


def test_text_is_not_a_number() -> None:
    response = client.get("/items?weight=heavy&quantity=5.5&latitude=")
    assert response.status_code == 422
    assert [error["loc"][1] for error in response.json()["detail"]] == ["weight", "quantity", "latitude"]


def test_rules_are_in_openapi() -> None:
    schemas = {p["name"]: p["schema"] for p in app.openapi()["paths"]["/items"]["get"]["parameters"]}
    assert (schemas["weight"]["exclusiveMinimum"], schemas["weight"]["maximum"]) == (0, 10.5)
    assert schemas["quantity"]["multipleOf"] == 5
