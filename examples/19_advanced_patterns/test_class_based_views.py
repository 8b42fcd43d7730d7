import pytest
from class_based_views import app, get_store
from fastapi.testclient import TestClient

client = TestClient(app)


def test_all_methods_of_the_class_answer() -> None:
    assert client.get("/items").json() == ["Gouda", "Brie"]
    assert client.get("/items/2").json() == "Brie"
    assert client.get("/items/3").status_code == 404


def test_dependency_is_shared_by_all_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, get_store, lambda: {3: "Feta"})
    assert client.get("/items").json() == ["Feta"]
    assert client.get("/items/3").json() == "Feta"


def test_parameters_are_converted_and_checked() -> None:
    assert client.get("/items/x").status_code == 422


def test_openapi_shows_the_parameters_but_neither_self_nor_the_dependency() -> None:
    paths = app.openapi()["paths"]
    assert "parameters" not in paths["/items"]["get"]
    assert [each["name"] for each in paths["/items/{item_id}"]["get"]["parameters"]] == ["item_id"]
    assert not any("requestBody" in each["get"] for each in paths.values())
