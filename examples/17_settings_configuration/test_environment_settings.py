from typing import Any

import environment_settings
import pytest
from environment_settings import app, load_settings
from fastapi.testclient import TestClient
from pydantic import ValidationError

KEY = "not-a-real-key"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENV", "APP_DEBUG", "APP_DATABASE_URL", "APP_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def returned_settings() -> dict[str, Any]:
    with TestClient(app) as client:
        response = client.get("/settings")
        assert response.status_code == 200
        settings: dict[str, Any] = response.json()
        return settings


@pytest.mark.parametrize(
    ("env", "debug", "database_url"),
    [("dev", True, "sqlite:///dev.db"), ("test", False, "sqlite://"), ("prod", False, "postgresql://db/app")],
)
def test_each_environment_gives_its_values(
    env: str, debug: bool, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENV", env)
    monkeypatch.setenv("APP_SECRET_KEY", KEY)
    assert returned_settings() == {"debug": debug}
    assert load_settings().database_url == database_url
    assert load_settings().secret_key.get_secret_value() == KEY


def test_variables_win_over_the_values_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "dev")
    monkeypatch.setenv("APP_DEBUG", "false")
    monkeypatch.setenv("APP_DATABASE_URL", "sqlite:///other.db")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///without-the-prefix.db")
    assert returned_settings() == {"debug": False}
    assert load_settings().database_url == "sqlite:///other.db"


def test_missing_env_means_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_SECRET_KEY", KEY)
    assert type(load_settings()) is environment_settings.ProdSettings


@pytest.mark.parametrize("env", ["staging", "PROD", ""])
def test_unknown_env_is_refused_at_start_with_the_known_ones(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", env)
    monkeypatch.setenv("APP_SECRET_KEY", KEY)
    with pytest.raises(ValueError, match="ENV") as failure, TestClient(app):
        pass
    assert str(failure.value) == f"ENV must be one of dev, test, prod, not {env!r}"


@pytest.mark.parametrize("key", [None, "", "only-for-development"])
def test_prod_refuses_the_default_secret_and_an_empty_one(key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "prod")
    if key is not None:
        monkeypatch.setenv("APP_SECRET_KEY", key)
    with pytest.raises(ValidationError) as failure, TestClient(app):
        pass
    (error,) = failure.value.errors(include_url=False, include_input=False, include_context=False)
    assert error == {
        "type": "value_error",
        "loc": ("secret_key",),
        "msg": "Value error, APP_SECRET_KEY must be set in production",
    }


@pytest.mark.parametrize("env", ["dev", "test"])
def test_other_environments_accept_the_default_secret(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", env)
    assert load_settings().secret_key.get_secret_value() == "only-for-development"


def test_base_class_is_careful_by_default() -> None:
    assert environment_settings.Settings().debug is False


def test_endpoint_gives_nobody_the_password_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "dev")
    monkeypatch.setenv("APP_DATABASE_URL", "postgresql://app:hunter2@db/app")
    assert load_settings().database_url == "postgresql://app:hunter2@db/app"
    assert returned_settings() == {"debug": True}


def test_openapi_shows_what_the_endpoint_returns() -> None:
    responses = app.openapi()["paths"]["/settings"]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    assert (schema["type"], schema["additionalProperties"]) == ("object", {"type": "boolean"})
