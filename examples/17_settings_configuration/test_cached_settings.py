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
    for name in ("GREETING", "WELCOME"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def test_class_is_built_once_for_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Settings] = []

    def build() -> Settings:
        built.append(Settings())
        return built[-1]

    monkeypatch.setattr(cached_settings, "Settings", build)
    answers = [client.get("/", params={"name": str(number)}).json() for number in range(10)]
    assert answers == [{"message": f"Hello {number}"} for number in range(10)]
    assert len(built) == 1
    assert get_settings() is built[0]


def test_every_request_after_the_first_is_a_hit_of_the_cache() -> None:
    for _ in range(10):
        client.get("/")
    info = get_settings.cache_info()
    assert (info.hits, info.misses, info.currsize) == (9, 1, 1)


def test_nothing_is_built_before_the_first_request() -> None:
    assert get_settings.cache_info().misses == 0


def test_changed_environment_is_not_seen_until_the_cache_is_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/").json() == {"message": "Hello World"}
    monkeypatch.setenv("WELCOME", "Welcome")
    assert client.get("/").json() == {"message": "Hello World"}
    get_settings.cache_clear()
    assert client.get("/").json() == {"message": "Welcome World"}
    monkeypatch.setenv("GREETING", "Good day")
    get_settings.cache_clear()
    assert client.get("/").json() == {"message": "Good day World"}


@pytest.mark.parametrize("name", ["GREETING", "WELCOME", "greeting"])
def test_override_goes_round_the_cache(name: str) -> None:
    keywords: dict[str, Any] = {name: "Test"}
    app.dependency_overrides[get_settings] = lambda: Settings(**keywords)
    try:
        assert client.get("/").json() == {"message": "Test World"}
        assert get_settings.cache_info().misses == 0
    finally:
        app.dependency_overrides.clear()


def test_shared_settings_can_not_be_changed() -> None:
    with pytest.raises(ValidationError) as failure:
        get_settings().greeting = "Bye"
    (found,) = failure.value.errors(include_url=False)
    error = {key: value for key, value in found.items() if key != "msg"}
    assert error == {"type": "frozen_instance", "loc": ("greeting",), "input": "Bye"}


def test_settings_are_no_parameters_of_the_endpoint() -> None:
    assert app.openapi()["paths"]["/"]["get"]["parameters"] == [
        {
            "name": "name",
            "in": "query",
            "required": False,
            "schema": {"type": "string", "default": "World", "title": "Name"},
        }
    ]


def test_openapi_of_the_answer_is_an_object_of_strings() -> None:
    responses = app.openapi()["paths"]["/"]["get"]["responses"]
    assert responses["200"]["content"]["application/json"]["schema"]["additionalProperties"] == {"type": "string"}
