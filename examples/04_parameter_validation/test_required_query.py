import pytest
from fastapi.testclient import TestClient
from required_query import app

client = TestClient(app)


def test_value_passes() -> None:
    response = client.get("/items?q=a")
    assert response.status_code == 200
    assert response.json() == {"q": "a"}


@pytest.mark.parametrize("path", ["/items", "/items?Q=a"])
def test_absent_parameter_is_missing(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"]) == ("missing", ["query", "q"])


@pytest.mark.parametrize("path", ["/items?q=", "/items?q"])
def test_empty_value_is_not_missing_but_too_short(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 422
    (error,) = response.json()["detail"]
    assert (error["type"], error["loc"]) == ("string_too_short", ["query", "q"])


def test_openapi_says_required() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("q", "query", True)
    assert parameter["schema"]["minLength"] == 1
