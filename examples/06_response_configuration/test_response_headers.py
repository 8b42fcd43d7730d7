import pytest
from fastapi.testclient import TestClient
from response_headers import app

client = TestClient(app)


def test_header_arrives_next_to_the_json_body() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.headers["x-total-count"] == "3"
    assert response.headers["content-type"] == "application/json"
    assert response.json() == ["pen", "ink"]


def test_dependency_sets_a_header() -> None:
    assert client.get("/items").headers["cache-control"] == "no-store"


def test_header_of_a_returned_response_arrives() -> None:
    response = client.get("/items/export")
    assert response.status_code == 200
    assert response.headers["x-total-count"] == "3"
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == "pen\nink\npaper"
    assert "cache-control" not in response.headers


@pytest.mark.parametrize(("offset", "page"), [(0, ["pen", "ink"]), (1, ["ink", "paper"]), (2, ["paper"]), (10**18, [])])
def test_header_is_the_same_on_every_page(offset: int, page: list[str]) -> None:
    response = client.get("/items", params={"offset": offset})
    assert response.headers["x-total-count"] == "3"
    assert response.json() == page


def test_header_of_an_invalid_request_is_not_sent() -> None:
    response = client.get("/items", params={"offset": -1})
    assert response.status_code == 422
    assert "x-total-count" not in response.headers
