import pytest
from fastapi.testclient import TestClient
from parameter_alias import app, read_items

client = TestClient(app)


def test_alias_is_read() -> None:
    response = client.get("/items?item-query=shoes")
    assert response.status_code == 200
    assert response.json() == {"item_query": "shoes"}


@pytest.mark.parametrize("path", ["/items", "/items?item_query=shoes", "/items?Item-Query=shoes"])
def test_argument_name_and_other_spellings_are_ignored(path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.json() == {"item_query": "all"}


def test_error_names_the_alias() -> None:
    response = client.get("/items?item-query=ab")
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "item-query"]]


def test_openapi_has_the_alias() -> None:
    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"]) == ("item-query", "query")
    assert (parameter["schema"]["minLength"], parameter["schema"]["default"]) == (3, "all")


def test_plain_call_uses_the_argument_name() -> None:
    assert read_items(item_query="shoes") == {"item_query": "shoes"}
