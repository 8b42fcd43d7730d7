import pytest
from fastapi.testclient import TestClient
from query_constraints import app

client = TestClient(app)


@pytest.mark.parametrize("value", ["abc", "x" * 50, "äöü", "日本語"])
def test_value_within_the_bounds_passes(value: str) -> None:
    response = client.get("/items", params={"q": value})
    assert response.status_code == 200
    assert response.json() == {"q": value}


@pytest.mark.parametrize(
    ("value", "kind", "rule"),
    [
        ("ab", "string_too_short", {"min_length": 3}),
        ("äö", "string_too_short", {"min_length": 3}),
        ("", "string_too_short", {"min_length": 3}),
        ("x" * 51, "string_too_long", {"max_length": 50}),
    ],
)
def test_value_outside_the_bounds_is_rejected(value: str, kind: str, rule: dict[str, int]) -> None:
    response = client.get("/items", params={"q": value})
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"], error["ctx"]) == (kind, ["query", "q"], rule)


def test_absent_parameter_gets_its_default() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == {"q": None}


def test_bounds_are_in_openapi() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert parameter["required"] is False
    assert {"type": "string", "minLength": 3, "maxLength": 50} in parameter["schema"]["anyOf"]
