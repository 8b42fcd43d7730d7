import pytest
from fastapi.testclient import TestClient
from query_constraints import app

client = TestClient(app)


@pytest.mark.parametrize("value", ["abc", "x" * 50, "äöü", "日本語"])
def test_value_within_the_bounds_passes(value: str) -> None:
    response = client.get("/items", params={"q": value})
    assert response.status_code == 200
    assert response.json() == {"q": value}


@pytest.mark.parametrize("value", ["ab", "äö", "", "x" * 51])
def test_value_outside_the_bounds_is_rejected(value: str) -> None:
    response = client.get("/items", params={"q": value})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "q"]]


def test_absent_parameter_gets_its_default() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == {"q": None}


def test_bounds_are_in_openapi() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert parameter["required"] is False
    assert {"type": "string", "minLength": 3, "maxLength": 50} in parameter["schema"]["anyOf"]
