import pytest
from class_dependency import ITEMS, app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_parameters_of_init_are_read_from_the_query() -> None:
    response = client.get("/items", params={"page": 3, "size": 4})
    assert response.status_code == 200
    assert response.json() == ["item 9", "item 10", "item 11", "item 12"]


def test_defaults_of_init_apply() -> None:
    assert client.get("/items").json() == ITEMS[:20]
    assert client.get("/items", params={"page": 2}).json() == ITEMS[20:40]
    assert client.get("/items", params={"size": 1}).json() == ["item 1"]


def test_limits_are_inclusive() -> None:
    assert client.get("/items", params={"page": 1, "size": 100}).json() == ITEMS
    assert client.get("/items", params={"page": 50, "size": 1}).json() == ["item 50"]
    assert client.get("/items", params={"page": 51, "size": 1}).json() == []


@pytest.mark.parametrize(
    ("name", "value"), [("page", "0"), ("page", "two"), ("page", "9" * 5000), ("size", "0"), ("size", "101")]
)
def test_parameters_of_init_are_validated(name: str, value: str) -> None:
    response = client.get("/items", params={name: value})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", name]]


def test_openapi_has_the_parameters_of_init() -> None:
    page, size = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (page["name"], page["in"], page["required"]) == ("page", "query", False)
    assert page["schema"].items() >= {"type": "integer", "minimum": 1, "default": 1}.items()
    assert (size["name"], size["in"], size["required"]) == ("size", "query", False)
    assert size["schema"].items() >= {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}.items()
