import importlib
from types import ModuleType

import environment_settings
import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

KEY = "k" * 32


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENV", "APP_DEBUG", "APP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("APP_SECRET_KEY", KEY)


def started(**variables: str) -> ModuleType:
    """Start the app again with these variables."""
    with pytest.MonkeyPatch.context() as context:
        for name, value in variables.items():
            context.setenv(name, value)
        return importlib.reload(environment_settings)


@pytest.mark.parametrize(
    ("env", "debug", "database_url"),
    [("dev", True, "sqlite:///dev.db"), ("test", True, "sqlite://"), ("prod", False, "postgresql://db/app")],
)
def test_each_environment_gives_its_values(env: str, debug: bool, database_url: str) -> None:
    module = started(ENV=env)
    assert module.settings.database_url == database_url
    assert module.settings.secret_key.get_secret_value() == KEY
    assert module.app.debug is debug
    assert TestClient(module.app).get("/health").json() == {"debug": debug}


def test_variables_win_over_the_values_of_the_class() -> None:
    module = started(ENV="dev", APP_DEBUG="false", APP_DATABASE_URL="sqlite:///other.db", DATABASE_URL="sqlite://")
    assert module.app.debug is False
    assert module.settings.database_url == "sqlite:///other.db"


def test_app_starts_as_production_if_env_is_not_set() -> None:
    module = started()
    assert type(module.settings) is module.ProdSettings
    assert module.app.debug is False


@pytest.mark.parametrize("env", ["staging", "PROD", ""])
def test_unknown_env_stops_the_start_and_the_known_ones_are_named(env: str) -> None:
    with pytest.raises(ValidationError, match=r"(?s)env.*dev.*test.*prod"):
        started(ENV=env)


@pytest.mark.parametrize("env", ["dev", "test"])
def test_other_environments_have_a_default_secret(env: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_SECRET_KEY")
    assert started(ENV=env).settings.secret_key.get_secret_value()


def test_production_refuses_a_missing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APP_SECRET_KEY")
    with pytest.raises(ValidationError, match="secret_key"):
        started(ENV="prod")


@pytest.mark.parametrize("key", ["", "only-for-development", KEY[:-1]])
def test_production_refuses_a_short_secret_and_the_one_for_development(key: str) -> None:
    with pytest.raises(ValidationError, match="secret_key"):
        started(ENV="prod", APP_SECRET_KEY=key)
