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
    assert returned_settings() == {"debug": debug, "database_url": database_url, "secret_key": "**********"}
    assert load_settings().secret_key.get_secret_value() == KEY


def test_variables_win_over_the_values_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "dev")
    monkeypatch.setenv("APP_DEBUG", "false")
    monkeypatch.setenv("APP_DATABASE_URL", "sqlite:///other.db")
    monkeypatch.setenv("DATABASE_URL", "sqlite:///without-the-prefix.db")
    assert returned_settings() == {
        "debug": False,
        "database_url": "sqlite:///other.db",
        "secret_key": "**********",
    }


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


@pytest.mark.parametrize("key", [None, "only-for-development"])
def test_prod_refuses_the_default_secret(key: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENV", "prod")
    if key:
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


def test_openapi_shows_the_common_base_class() -> None:
    responses = app.openapi()["paths"]["/settings"]["get"]["responses"]
    assert responses["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Settings"}
