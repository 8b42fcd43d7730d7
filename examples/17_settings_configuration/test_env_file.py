from pathlib import Path
from typing import Any

import pytest
from env_file import Settings, app
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture(autouse=True)
def env_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("SHOP_TITLE", "SHOP_PAGE_SIZE", "TITLE", "PAGE_SIZE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".env"


def about() -> Any:
    response = client.get("/about")
    assert response.status_code == 200
    return response.json()


def test_file_is_read(env_path: Path) -> None:
    env_path.write_text("# the shop\nSHOP_TITLE='Gemüse # Obst'\nSHOP_PAGE_SIZE=50\n", encoding="utf-8")
    assert about() == {"title": "Gemüse # Obst", "page_size": 50}


def test_file_is_read_as_utf_8_on_every_machine() -> None:
    assert Settings.model_config["env_file_encoding"] == "utf-8"


def test_missing_file_gives_the_defaults(env_path: Path) -> None:
    assert not env_path.exists()
    assert about() == {"title": "Shop", "page_size": 20}


def test_environment_wins_over_the_file(env_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_path.write_text("SHOP_TITLE=from the file\nSHOP_PAGE_SIZE=50\n")
    monkeypatch.setenv("SHOP_PAGE_SIZE", "99")
    assert about() == {"title": "from the file", "page_size": 99}


def test_variables_without_the_prefix_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGE_SIZE", "99")
    assert about()["page_size"] == 20


@pytest.mark.parametrize("line", ["SHOP_UNKNOWN=1", "OTHER_PROGRAM=1"])
def test_other_keys_in_the_file_are_ignored(env_path: Path, line: str) -> None:
    env_path.write_text(f"{line}\nSHOP_PAGE_SIZE=50\n")
    assert about() == {"title": "Shop", "page_size": 50}
