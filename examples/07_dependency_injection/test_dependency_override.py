import runpy

import dependency_override
import pytest
from dependency_override import app, count_items, get_db, get_demo_db
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, get_db, get_demo_db)


def test_original_is_used_without_an_override() -> None:
    assert client.get("/items").json() == ["hammer", "saw"]
    assert client.get("/items", params={"archive": True}).json() == ["hammer (1987)"]
    assert client.get("/items/count").json() == 2


@pytest.mark.usefixtures("demo")
def test_replacement_is_used_everywhere() -> None:
    assert client.get("/items").json() == ["demo item"]
    assert client.get("/items/count").json() == 1


@pytest.mark.usefixtures("demo")
def test_replacement_has_parameters_of_its_own() -> None:
    assert client.get("/items", params={"empty": True, "archive": "perhaps"}).json() == []
    response = client.get("/items", params={"empty": "perhaps"})
    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["query", "empty"]]


def test_dependency_in_between_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.dependency_overrides, count_items, lambda: 7)
    assert client.get("/items/count").json() == 7
    assert client.get("/items").json() == ["hammer", "saw"]


def test_environment_turns_the_demo_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "1")
    demo_app = runpy.run_path(dependency_override.__file__)["app"]
    assert TestClient(demo_app).get("/items").json() == ["demo item"]


@pytest.mark.usefixtures("demo")
def test_openapi_has_the_parameters_of_the_original() -> None:
    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == ["archive"]
