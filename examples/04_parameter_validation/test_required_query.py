import pytest
from fastapi.testclient import TestClient
from required_query import app

client = TestClient(app)


def test_value_passes() -> None:
    response = client.get("/items?q=a")
    assert response.status_code == 200
    assert response.json() == {"q": "a"}


@pytest.mark.parametrize("path", ["/items", "/items?Q=a", "/items?q=", "/items?q"])
def test_absent_or_empty_value_is_rejected(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "q"]]


def test_openapi_says_required() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("q", "query", True)
    assert parameter["schema"]["minLength"] == 1
