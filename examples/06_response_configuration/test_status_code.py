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


def test_204_has_no_body() -> None:
    client.put("/items/1", json={"name": "Pen"})
    response = client.delete("/items/1")
    assert response.status_code == 204
    assert response.content == b""
    assert items == {}


def test_exception_has_a_code_of_its_own() -> None:
    response = client.delete("/items/1")
    assert response.status_code == 404
    assert response.json() == {"detail": "Item not found"}


def test_documentation_knows_the_declared_code_only() -> None:
    operations = app.openapi()["paths"]["/items/{item_id}"]
    assert [code for code in operations["put"]["responses"] if code[0] == "2"] == ["201"]
    assert [code for code in operations["delete"]["responses"] if code[0] == "2"] == ["204"]
    assert "content" not in operations["delete"]["responses"]["204"]
