from annotated_parameters import ITEMS, app, read_items
from fastapi.testclient import TestClient

client = TestClient(app)


def test_absent_parameter_gets_the_default() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == ITEMS


def test_value_reaches_the_function() -> None:
    assert client.get("/items", params={"q": "boots"}).json() == ["Rain boots"]
    assert client.get("/items", params={"q": "RUN"}).json() == ["Running shoes"]
    assert client.get("/items", params={"q": "x" * 50}).json() == []


def test_too_long_value_is_rejected() -> None:
    response = client.get("/items", params={"q": "x" * 51})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "q"]]


def test_rule_is_in_openapi_and_the_parameter_is_optional() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("q", "query", False)
    assert {"type": "string", "maxLength": 50} in parameter["schema"]["anyOf"]


def test_function_is_callable_as_plain_python() -> None:
    assert read_items() == ITEMS
    assert read_items("sandals") == ["Sandals"]
