from deprecated_parameter import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_deprecated_parameter_still_works() -> None:
    response = client.get("/items?search=shoes")
    assert response.status_code == 200
    assert response.json() == {"q": "shoes"}


def test_replacement_works_and_wins() -> None:
    assert client.get("/items?q=boots").json() == {"q": "boots"}
    assert client.get("/items?q=boots&search=shoes").json() == {"q": "boots"}
    assert client.get("/items").json() == {"q": None}


def test_rules_of_the_deprecated_parameter_still_hold() -> None:
    assert client.get("/items", params={"search": "x" * 50}).status_code == 200
    response = client.get("/items", params={"search": "x" * 51})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "search"]]


def test_openapi_marks_only_that_parameter() -> None:
    operation = app.openapi()["paths"]["/items"]["get"]
    assert "deprecated" not in operation
    marked = {parameter["name"]: parameter.get("deprecated", False) for parameter in operation["parameters"]}
    assert marked == {"q": False, "search": True}
