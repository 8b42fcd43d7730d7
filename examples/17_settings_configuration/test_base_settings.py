import importlib
import os
from types import ModuleType

import base_settings
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

KEY = "not-a-real-key-at-all"


@pytest.fixture(autouse=True)
def only_the_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUG", "PAGE_SIZE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("API_KEY", KEY)


def started(**variables: str) -> ModuleType:
    """Start the app again with these variables."""
    with pytest.MonkeyPatch.context() as context:
        for name, value in variables.items():
            context.setenv(name, value)
        return importlib.reload(base_settings)


def listed(module: ModuleType) -> list[int]:
    response = TestClient(module.app).get("/items", headers={"X-API-Key": os.environ["API_KEY"]})
    assert response.status_code == 200
    items: list[int] = response.json()
    return items


def test_defaults_hold_if_a_variable_is_not_set() -> None:
    module = started()
    assert module.app.debug is False
    assert listed(module) == list(range(10))


def test_values_come_from_the_environment_and_are_converted() -> None:
    module = started(debug="on", PAGE_SIZE="1")
    assert module.app.debug is True
    assert listed(module) == [0]


def test_missing_variable_stops_the_start_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_KEY")
    with pytest.raises(ValidationError, match="api_key"):
        started()


@pytest.mark.parametrize(("name", "value"), [("PAGE_SIZE", "0"), ("PAGE_SIZE", "many"), ("DEBUG", "perhaps")])
def test_invalid_value_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        started(**{name: value})


@pytest.mark.parametrize("key", ["", "k" * 15])
def test_short_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValidationError, match="api_key") as failure:
        started(API_KEY=key)
    assert "kkk" not in str(failure.value)
    assert started(API_KEY="k" * 16).settings.api_key.get_secret_value() == "k" * 16


def test_secret_is_not_printed() -> None:
    settings = started().settings
    assert KEY not in f"{settings} {settings!r} {settings.model_dump()} {settings.model_dump_json()}"


@pytest.mark.parametrize("headers", [{}, {"X-API-Key": ""}, {"X-API-Key": KEY[:-1]}, {"X-API-Key": b"\xff"}])
def test_other_keys_are_refused(headers: dict[str, str]) -> None:
    assert TestClient(started().app).get("/items", headers=headers).status_code in (401, 403)
