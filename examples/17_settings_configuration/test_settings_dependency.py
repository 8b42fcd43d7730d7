import os
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from settings_dependency import Settings, app, get_settings

client = TestClient(app)


@pytest.fixture(autouse=True)
def clean_environment_and_overrides(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("APP_NAME", "PAGE_SIZE", "SUPPORT_EMAIL", "ADMIN_EMAIL"):
        monkeypatch.delenv(name, raising=False)
    yield
    app.dependency_overrides.clear()


def test_endpoint_sees_the_defaults() -> None:
    assert client.get("/about").json() == {"app": "Items", "contact": "support@example.com"}
    assert client.get("/items").json() == list(range(20))


def test_endpoint_sees_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_NAME", "Shop")
    monkeypatch.setenv("ADMIN_EMAIL", "admin@example.com")
    monkeypatch.setenv("PAGE_SIZE", "3")
    assert client.get("/about").json() == {"app": "Shop", "contact": "admin@example.com"}
    assert client.get("/items?limit=5").json() == [0, 1, 2]
    assert client.get("/items?limit=2").json() == [0, 1]
    monkeypatch.setenv("SUPPORT_EMAIL", "help@example.com")
    assert client.get("/about").json() == {"app": "Shop", "contact": "help@example.com"}


def test_override_replaces_the_settings_everywhere_without_touching_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("APP_NAME", "Shop")
    before = dict(os.environ)
    app.dependency_overrides[get_settings] = lambda: Settings(app_name="Test", page_size=1)
    assert client.get("/about").json() == {"app": "Test", "contact": "support@example.com"}
    assert client.get("/items").json() == [0]
    assert dict(os.environ) == before


def test_without_the_override_the_real_settings_are_back() -> None:
    app.dependency_overrides[get_settings] = lambda: Settings(app_name="Test")
    assert client.get("/about").json()["app"] == "Test"
    del app.dependency_overrides[get_settings]
    assert client.get("/about").json()["app"] == "Items"


@pytest.mark.parametrize("name", ["SUPPORT_EMAIL", "ADMIN_EMAIL", "support_email"])
def test_override_can_set_the_aliased_field_by_each_of_its_names(name: str) -> None:
    keywords: dict[str, Any] = {name: "test@example.com"}
    app.dependency_overrides[get_settings] = lambda: Settings(**keywords)
    assert client.get("/about").json() == {"app": "Items", "contact": "test@example.com"}


def test_client_can_not_set_the_settings() -> None:
    query = "app_name=Mine&page_size=1&support_email=x&SUPPORT_EMAIL=x"
    assert client.get(f"/about?{query}").json() == {"app": "Items", "contact": "support@example.com"}
    assert "parameters" not in app.openapi()["paths"]["/about"]["get"]
    assert [parameter["name"] for parameter in app.openapi()["paths"]["/items"]["get"]["parameters"]] == ["limit"]


def test_depending_on_the_class_lets_the_client_set_the_settings() -> None:
    open_app = FastAPI()

    @open_app.get("/about")
    def read_about(settings: Annotated[Settings, Depends(Settings)]) -> dict[str, Any]:
        return {"app": settings.app_name, "page_size": settings.page_size}

    open_client = TestClient(open_app)
    assert open_client.get("/about").json() == {"app": "Items", "page_size": 20}
    assert open_client.get("/about?app_name=Mine&page_size=1").json() == {"app": "Mine", "page_size": 1}
    refused = open_client.get("/about?page_size=many")
    assert refused.status_code == 422
    (error,) = refused.json()["detail"]
    assert error.pop("msg")
    assert error == {"type": "int_parsing", "loc": ["query", "page_size"], "input": "many"}


def test_openapi_of_the_answers_knows_nothing_of_the_settings() -> None:
    about = app.openapi()["paths"]["/about"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert about["additionalProperties"] == {"type": "string"}
    items = app.openapi()["paths"]["/items"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert items["items"] == {"type": "integer"}
    assert "Settings" not in app.openapi()["components"]["schemas"]
