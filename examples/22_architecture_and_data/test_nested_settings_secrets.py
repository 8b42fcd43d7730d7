from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from nested_settings_secrets import Settings, app
from pydantic import ValidationError

PASSWORD = "correct-horse-battery"
VARIABLE = "SHOP_DATABASE__PASSWORD"


@pytest.fixture(autouse=True)
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SHOP_CURRENCY", "SHOP_DATABASE__HOST", "SHOP_DATABASE__PORT", VARIABLE, "SHOP_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    (tmp_path / "shop_database__password").write_text(PASSWORD + "\n")
    return tmp_path


def started() -> tuple[dict[str, Any], str]:
    """What the settings are as JSON, and the password."""
    with TestClient(app) as client:
        settings: Settings = client.app_state["settings"]
        assert client.get("/currency").json() == {"currency": settings.currency}
    return settings.model_dump(mode="json"), settings.database.password.get_secret_value()


def test_defaults_and_the_secret_of_a_file() -> None:
    database = {"host": "localhost", "port": 5432, "password": "**********"}
    assert started() == ({"currency": "EUR", "database": database}, PASSWORD)


def test_variables_set_single_fields_of_a_nested_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SHOP_CURRENCY": "DKK", "SHOP_DATABASE__HOST": "db", "SHOP_DATABASE__PORT": "1"}.items():
        monkeypatch.setenv(name, value)
    answer, password = started()
    assert answer == {"currency": "DKK", "database": {"host": "db", "port": 1, "password": "**********"}}
    assert password == PASSWORD


def test_variable_wins_over_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "16-letters-long.")
    assert started()[1] == "16-letters-long."


@pytest.mark.filterwarnings("error")
def test_folder_of_secrets_may_be_missing(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRETS_DIR", str(secrets / "missing"))
    monkeypatch.setenv(VARIABLE, PASSWORD)
    assert started()[1] == PASSWORD


@pytest.mark.parametrize("password", [None, "", "short-password."])
def test_app_does_not_start_without_a_good_password(secrets: Path, password: str | None) -> None:
    (secrets / "shop_database__password").unlink()
    if password is not None:
        (secrets / "shop_database__password").write_text(password)
    with pytest.raises(ValidationError) as raised, TestClient(app):
        pass
    assert not password or password not in str(raised.value)


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_app_does_not_start_with_an_impossible_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_DATABASE__PORT", port)
    with pytest.raises(ValidationError), TestClient(app):
        pass


def test_settings_cannot_change_and_do_not_print_the_password() -> None:
    with TestClient(app) as client:
        settings = client.app_state["settings"]
    assert PASSWORD not in f"{settings!r} {settings} {settings.model_dump_json()}"
    with pytest.raises(ValidationError):
        settings.currency = "USD"
