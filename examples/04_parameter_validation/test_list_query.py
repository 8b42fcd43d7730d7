import pytest
from fastapi.testclient import TestClient
from list_query import app

client = TestClient(app)


def test_repeated_parameter_keeps_order_and_repeats() -> None:
    response = client.get("/items?tags=b&tags=a&tags=b")
    assert response.status_code == 200
    assert response.json() == {"tags": ["b", "a", "b"], "ids": []}


def test_absent_parameters_get_their_defaults() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.json() == {"tags": ["new"], "ids": []}


@pytest.mark.parametrize(
    ("query", "tags"), [("tags=a", ["a"]), ("tags=", [""]), ("tags=a,b", ["a,b"]), ("tags[]=a", ["new"])]
)
def test_each_value_is_one_element(query: str, tags: list[str]) -> None:
    assert client.get(f"/items?{query}").json() == {"tags": tags, "ids": []}


def test_elements_are_converted() -> None:
    assert client.get("/items?ids=3&tags=a&ids=1").json() == {"tags": ["a"], "ids": [3, 1]}


def test_wrong_element_is_rejected_with_its_index() -> None:
    response = client.get("/items?ids=1&ids=x&ids=2")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "ids", 1]]


def test_length_rule_counts_the_elements() -> None:
    assert client.get("/items?ids=1000&ids=2000&ids=3000").json()["ids"] == [1000, 2000, 3000]
    response = client.get("/items?ids=1&ids=2&ids=3&ids=4")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "ids"]]


def test_openapi_has_arrays_with_their_defaults() -> None:
    tags, ids = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (tags["in"], tags["required"], ids["in"], ids["required"]) == ("query", False, "query", False)
    assert (tags["schema"]["items"], tags["schema"]["default"]) == ({"type": "string"}, ["new"])
    assert (ids["schema"]["items"], ids["schema"]["maxItems"]) == ({"type": "integer"}, 3)
