import os

import pytest
from fastapi.testclient import TestClient
from settings_dependency import Settings, app, get_settings

client = TestClient(app)
DEFAULTS = {"shop": "Cheese shop", "contact": "support@example.com"}


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SHOP_NAME", "SUPPORT_EMAIL"):
        monkeypatch.delenv(name, raising=False)


def test_endpoint_sees_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/about").json() == DEFAULTS
    monkeypatch.setenv("SHOP_NAME", "Wine shop")
    monkeypatch.setenv("SUPPORT_EMAIL", "help@example.com")
    assert client.get("/about").json() == {"shop": "Wine shop", "contact": "help@example.com"}


def test_override_replaces_the_settings_without_touching_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_NAME", "Wine shop")
    before = dict(os.environ)
    monkeypatch.setitem(app.dependency_overrides, get_settings, lambda: Settings(shop_name="Test shop"))
    assert client.get("/about").json() == {**DEFAULTS, "shop": "Test shop"}
    assert dict(os.environ) == before


def test_without_the_override_the_real_settings_are_back() -> None:
    with pytest.MonkeyPatch.context() as context:
        context.setitem(app.dependency_overrides, get_settings, lambda: Settings(shop_name="Test shop"))
        assert client.get("/about").json()["shop"] == "Test shop"
    assert client.get("/about").json() == DEFAULTS


def test_client_cannot_set_the_settings() -> None:
    assert client.get("/about?shop_name=Mine&support_email=me@example.com").json() == DEFAULTS
    assert "parameters" not in app.openapi()["paths"]["/about"]["get"]
