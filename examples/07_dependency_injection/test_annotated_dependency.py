import pytest
from annotated_dependency import DB, app, get_db
from fastapi.testclient import TestClient

client = TestClient(app)


def test_result_of_the_function_reaches_the_endpoint() -> None:
    response = client.get("/items", params={"region": "us"})
    assert response.status_code == 200
    assert response.json() == ["wrench"]


def test_default_of_the_function_applies() -> None:
    assert client.get("/items").json() == ["hammer", "saw"]


def test_function_is_called_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [DB("eu"), DB("us")]
    monkeypatch.setitem(app.dependency_overrides, get_db, lambda: made.pop())
    assert client.get("/items").json() == ["wrench"]
    assert client.get("/items").json() == ["hammer", "saw"]


def test_parameter_of_the_function_is_validated() -> None:
    response = client.get("/items", params={"region": "mars"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "region"]]


def test_openapi_has_the_parameter_of_the_function() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("region", "query", False)
    assert parameter["schema"]["enum"] == ["eu", "us"]
    assert parameter["schema"]["default"] == "eu"
