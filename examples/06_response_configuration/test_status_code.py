import pytest
from fastapi.testclient import TestClient
from status_code import app, items

client = TestClient(app)


@pytest.fixture(autouse=True)
def empty_store() -> None:
    items.clear()


def test_declared_code_arrives() -> None:
    response = client.put("/items/1", json={"name": "Pen"})
    assert response.status_code == 201
    assert response.json() == {"name": "Pen"}


def test_changed_code_arrives() -> None:
    client.put("/items/1", json={"name": "Pen"})
    response = client.put("/items/1", json={"name": "Ink"})
    assert response.status_code == 200
    assert response.json() == {"name": "Ink"}
    assert items[1].name == "Ink"


def test_documentation_knows_the_declared_code_only() -> None:
    responses = app.openapi()["paths"]["/items/{item_id}"]["put"]["responses"]
    assert [code for code in responses if code[0] == "2"] == ["201"]
