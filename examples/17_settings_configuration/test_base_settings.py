import logging
from typing import Any

import pydantic
import pytest
from base_settings import Settings, app
from fastapi.testclient import TestClient
from pydantic import ValidationError

KEY = "not-a-real-key-at-all"


@pytest.fixture(autouse=True)
def only_the_key_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEBUG", "MAX_ITEMS", "ALLOWED_HOSTS", "LOG_LEVEL", "APP_LOG_LEVEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("API_KEY", KEY)


def returned_settings() -> dict[str, Any]:
    with TestClient(app) as client:
        response = client.get("/settings")
        assert response.status_code == 200
        settings: dict[str, Any] = response.json()
        return settings


def errors_of(failure: pytest.ExceptionInfo[ValidationError]) -> list[Any]:
    errors: list[Any] = failure.value.errors(include_url=False)
    for error in errors:
        error.pop("msg")
    return errors


def test_defaults_hold_where_the_environment_says_nothing() -> None:
    assert returned_settings() == {
        "api_key": "**********",
        "debug": False,
        "max_items": 10,
        "allowed_hosts": [],
        "log_level": "info",
    }


def test_values_come_from_the_environment_and_are_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("debug", "on")
    monkeypatch.setenv("MAX_ITEMS", "25")
    monkeypatch.setenv("Allowed_Hosts", '["example.com", "example.org"]')
    monkeypatch.setenv("LOG_LEVEL", "warning")
    assert returned_settings() == {
        "api_key": "**********",
        "debug": True,
        "max_items": 25,
        "allowed_hosts": ["example.com", "example.org"],
        "log_level": "warning",
    }


def test_missing_variable_stops_the_start_and_names_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_KEY")
    monkeypatch.setenv("MAX_ITEMS", "25")
    with pytest.raises(ValidationError, match="api_key") as failure, TestClient(app):
        pass
    assert errors_of(failure) == [{"type": "missing", "loc": ("api_key",), "input": {"max_items": "25"}}]


def test_every_wrong_value_is_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_ITEMS", "0")
    monkeypatch.setenv("DEBUG", "perhaps")
    monkeypatch.setenv("LOG_LEVEL", "info")
    with pytest.raises(ValidationError) as failure, TestClient(app):
        pass
    assert errors_of(failure) == [
        {"type": "bool_parsing", "loc": ("debug",), "input": "perhaps"},
        {"type": "greater_than", "loc": ("max_items",), "input": "0", "ctx": {"gt": 0}},
    ]


def test_list_that_is_not_json_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from pydantic_settings import SettingsError

    monkeypatch.setenv("ALLOWED_HOSTS", "example.com,example.org")
    with pytest.raises(SettingsError, match="allowed_hosts"), TestClient(app):
        pass


def test_short_key_is_refused_without_telling_more_than_it_is_too_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "hunter2")
    with pytest.raises(ValidationError) as failure, TestClient(app):
        pass
    assert [(error["type"], error["loc"], error["ctx"]) for error in errors_of(failure)] == [
        ("too_short", ("api_key",), {"field_type": "Value", "min_length": 16, "actual_length": 7})
    ]
    assert "hunter2" not in str(failure.value)


def test_secret_is_neither_printed_nor_logged_nor_returned(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings()
    logging.getLogger("settings").warning("%s %r %s", settings, settings, settings.model_dump())
    with TestClient(app) as client:
        returned = client.get("/settings").text
    assert KEY not in caplog.text + returned + settings.model_dump_json()
    assert caplog.text.count("SecretStr('**********')") == 3


def test_secret_is_there_for_the_code_that_asks_for_it() -> None:
    assert Settings().api_key.get_secret_value() == KEY


def test_second_name_of_an_alias_is_read_after_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_LOG_LEVEL", "debug")
    assert Settings().log_level == "debug"
    monkeypatch.setenv("LOG_LEVEL", "error")
    assert Settings().log_level == "error"


@pytest.mark.parametrize("name", ["LOG_LEVEL", "APP_LOG_LEVEL", "log_level"])
def test_keyword_by_any_name_wins_over_the_environment(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "error")
    keywords: dict[str, Any] = {name: "trace"}
    assert Settings(**keywords).log_level == "trace"


def test_unknown_keyword_is_refused_while_unknown_variables_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAX_ITEM", "25")
    assert Settings().max_items == 10
    keywords: dict[str, Any] = {"max_item": 25}
    with pytest.raises(ValidationError) as failure:
        Settings(**keywords)
    assert errors_of(failure) == [{"type": "extra_forbidden", "loc": ("max_item",), "input": 25}]


def test_openapi_marks_the_secret_as_a_password() -> None:
    assert app.openapi()["components"]["schemas"]["Settings"]["properties"]["api_key"] == {
        "type": "string",
        "format": "password",
        "minLength": 16,
        "title": "Api Key",
        "writeOnly": True,
    }


def test_old_import_from_pydantic_says_where_the_class_went() -> None:
    with pytest.raises(pydantic.PydanticImportError, match="has been moved to the `pydantic-settings` package"):
        getattr(pydantic, "BaseSettings")  # noqa: B009
