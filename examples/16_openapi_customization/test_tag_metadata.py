from fastapi.testclient import TestClient
from tag_metadata import app

client = TestClient(app)


def test_tags_are_in_the_given_order_with_their_descriptions() -> None:
    assert client.get("/openapi.json").json()["tags"] == [
        {
            "name": "items",
            "description": "What is on the **shelf**.",
            "externalDocs": {"description": "All about tea", "url": "https://example.com/tea"},
        },
        {"name": "orders", "description": "What was sold."},
    ]


def test_operations_use_the_tags() -> None:
    paths = app.openapi()["paths"]
    assert {path: methods["get"]["tags"] for path, methods in paths.items()} == {
        "/orders": ["orders"],
        "/items": ["items"],
    }


def test_routes_answer() -> None:
    assert client.get("/orders").json() == [1]
    assert client.get("/items").json() == ["green"]
