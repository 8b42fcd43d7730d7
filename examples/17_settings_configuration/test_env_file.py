from pathlib import Path
from typing import Any

import pytest
from env_file import Settings, app
from fastapi.testclient import TestClient
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

client = TestClient(app)


@pytest.fixture(autouse=True)
def env_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("ITEMS_TITLE", "ITEMS_PAGE_SIZE", "TITLE", "PAGE_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".env"


def returned_settings() -> dict[str, Any]:
    response = client.get("/settings")
    assert response.status_code == 200
    settings: dict[str, Any] = response.json()
    return settings


def test_file_is_read_with_comments_quotes_and_non_ascii_text(env_path: Path) -> None:
    lines = ["# the shop", "", "export ITEMS_TITLE='Gemüse # Obst'  # quoted", "items_page_size=50"]
    env_path.write_text("\n".join(lines), encoding="utf-8")
    assert returned_settings() == {"title": "Gemüse # Obst", "page_size": 50}


def test_encoding_of_the_file_does_not_depend_on_the_machine() -> None:
    assert Settings.model_config["env_file_encoding"] == "utf-8"


def test_missing_file_is_fine_and_gives_the_defaults(env_path: Path) -> None:
    assert not env_path.exists()
    assert returned_settings() == {"title": "Items", "page_size": 20}


def test_environment_wins_over_the_file(env_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_path.write_text("ITEMS_TITLE=from the file\nITEMS_PAGE_SIZE=50\n")
    monkeypatch.setenv("ITEMS_PAGE_SIZE", "99")
    assert returned_settings() == {"title": "from the file", "page_size": 99}


def test_keyword_wins_over_both(env_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_path.write_text("ITEMS_PAGE_SIZE=50\n")
    monkeypatch.setenv("ITEMS_PAGE_SIZE", "99")
    assert Settings(page_size=7).page_size == 7


def test_only_names_with_the_prefix_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_SIZE", "99")
    assert returned_settings() == {"title": "Items", "page_size": 20}


def test_file_can_be_chosen_when_the_settings_are_built(tmp_path: Path) -> None:
    (tmp_path / "other.env").write_text("ITEMS_PAGE_SIZE=5\n")
    keywords: dict[str, Any] = {"_env_file": "other.env"}
    assert Settings(**keywords).page_size == 5


def test_wrong_value_in_the_file_names_the_field(env_path: Path) -> None:
    env_path.write_text("ITEMS_PAGE_SIZE=many\n")
    with pytest.raises(ValidationError) as failure:
        client.get("/settings")
    (found,) = failure.value.errors(include_url=False)
    error = {key: value for key, value in found.items() if key != "msg"}
    assert error == {"type": "int_parsing", "loc": ("page_size",), "input": "many"}


@pytest.mark.parametrize("line", ["ITEMS_UNKNOWN=1", "OTHER_PROGRAM=1"])
def test_unknown_key_in_the_file_is_ignored(env_path: Path, line: str) -> None:
    env_path.write_text(f"{line}\nITEMS_PAGE_SIZE=50\n")
    assert returned_settings() == {"title": "Items", "page_size": 50}


class Strict(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="ITEMS_")

    page_size: int = 20


class Open(Strict):
    model_config = SettingsConfigDict(extra="allow")


@pytest.mark.parametrize(("line", "loc"), [("ITEMS_UNKNOWN=1", "items_unknown"), ("OTHER_PROGRAM=1", "other_program")])
def test_unknown_key_in_the_file_is_refused_by_default(env_path: Path, line: str, loc: str) -> None:
    env_path.write_text(f"{line}\nITEMS_PAGE_SIZE=50\n")
    with pytest.raises(ValidationError) as failure:
        Strict()
    (found,) = failure.value.errors(include_url=False)
    error = {key: value for key, value in found.items() if key != "msg"}
    assert error == {"type": "extra_forbidden", "loc": (loc,), "input": "1"}


@pytest.mark.parametrize(("line", "kept"), [("ITEMS_UNKNOWN=1", "unknown"), ("OTHER_PROGRAM=1", "other_program")])
def test_unknown_key_in_the_file_is_kept_where_extra_is_allowed(env_path: Path, line: str, kept: str) -> None:
    env_path.write_text(f"{line}\nITEMS_PAGE_SIZE=50\n")
    assert Open().model_dump() == {"page_size": 50, kept: "1"}


def test_unknown_variable_of_the_environment_is_never_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITEMS_UNKNOWN", "1")
    assert Strict().model_dump() == {"page_size": 20}
    assert Open().model_dump() == {"page_size": 20}


def test_openapi_shows_the_fields_without_the_prefix() -> None:
    responses = app.openapi()["paths"]["/settings"]["get"]["responses"]
    assert responses["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Settings"}
    assert app.openapi()["components"]["schemas"]["Settings"]["properties"] == {
        "title": {"type": "string", "title": "Title", "default": "Items"},
        "page_size": {"type": "integer", "title": "Page Size", "default": 20},
    }
