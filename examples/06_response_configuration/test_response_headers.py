from fastapi.testclient import TestClient
from response_headers import app

client = TestClient(app)


def test_header_arrives_with_the_json_body() -> None:
    response = client.get("/items")
    assert response.status_code == 200
    assert response.headers["x-total-count"] == "3"
    assert response.headers["content-type"] == "application/json"
    assert response.json() == ["pen", "ink", "paper"]


def test_dependency_sets_a_header() -> None:
    assert client.get("/items").headers["cache-control"] == "no-store"


def test_header_of_a_returned_response_arrives() -> None:
    response = client.get("/items/export")
    assert response.status_code == 200
    assert response.headers["x-total-count"] == "3"
    assert response.text == "pen\nink\npaper"
    assert "cache-control" not in response.headers
