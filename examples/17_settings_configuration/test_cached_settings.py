from collections.abc import Iterator
from typing import Any

import cached_settings
import pytest
from cached_settings import Settings, app, get_settings
from fastapi.testclient import TestClient
from pydantic import ValidationError

client = TestClient(app)


@pytest.fixture(autouse=True)
def empty_cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("PAGE_SIZE", raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_class_is_built_once_for_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Settings] = []

    def build() -> Settings:
        built.append(Settings())
        return built[-1]

    monkeypatch.setattr(cached_settings, "Settings", build)
    assert [client.get("/items").json() for _ in range(10)] == [list(range(10))] * 10
    assert len(built) == 1


def test_changed_environment_is_seen_once_the_cache_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(client.get("/items").json()) == 10
    monkeypatch.setenv("PAGE_SIZE", "3")
    assert len(client.get("/items").json()) == 10
    get_settings.cache_clear()
    assert client.get("/items").json() == [0, 1, 2]


def test_override_replaces_the_cached_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    client.get("/items")
    overrides: dict[Any, Any] = app.dependency_overrides
    monkeypatch.setitem(overrides, get_settings, lambda: Settings(page_size=1))
    assert client.get("/items").json() == [0]


def test_shared_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        setattr(get_settings(), "page_size", 1)  # noqa: B010
    assert get_settings().page_size == 10


def test_settings_are_not_parameters_of_the_endpoint() -> None:
    assert client.get("/items?page_size=1").json() == list(range(10))
    assert "parameters" not in app.openapi()["paths"]["/items"]["get"]
