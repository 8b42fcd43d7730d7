"""Around the entrypoint: what `fastapi` says to configurations that are odd. No server is started."""

from pathlib import Path
from typing import Any

from pyproject_entrypoint import shop


def resolved(folder: Path, monkeypatch: Any, text: str, **given: Any) -> object:
    from fastapi_cli.config import FastAPIConfig

    (folder / "pyproject.toml").write_text(text)
    monkeypatch.chdir(folder)
    try:
        config: Any = FastAPIConfig
        return config.resolve(**given).model_dump()
    except Exception as error:
        return type(error).__name__


def watch_configurations(tmp_path: Path, monkeypatch: Any) -> object:
    texts = [
        "",
        "[tool.fastapi]\n",
        '[tool.fastapi]\nentrypoint = "main:app"\n',
        '[tool.fastapi]\nentrypoint = ""\n',
        "[tool.fastapi]\nentrypoint = 7\n",
        '[tool.fastapi]\nentrypoint = ["main:app"]\n',
        '[tool.fastapi]\nentrypoint = "main:app"\nport = 9000\nhost = "0.0.0.0"\n',
        "[tool\n",
    ]
    return [resolved(tmp_path, monkeypatch, text) for text in texts]


def watch_entrypoint_given_by_hand(tmp_path: Path, monkeypatch: Any) -> object:
    text = '[tool.fastapi]\nentrypoint = "main:app"\n'
    return [resolved(tmp_path, monkeypatch, text, entrypoint=given) for given in (None, "other:app", "")]


def watch_folder_without_a_configuration(tmp_path: Path, monkeypatch: Any) -> object:
    from fastapi_cli.config import FastAPIConfig

    monkeypatch.chdir(tmp_path)
    return FastAPIConfig.resolve().model_dump()


def watch_import_strings(tmp_path: Path, monkeypatch: Any) -> object:
    import sys

    from fastapi_cli.discover import get_import_data_from_import_string

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    told: list[object] = []
    read: Any = get_import_data_from_import_string
    for text in ("shop.api:app", "shop.api", ":app", "a:b:c", "a:b.c", ""):
        try:
            found = read(text, from_pyproject=True)
            told.append([found.import_string, found.app_name, found.module_data.module_import_str])
        except Exception as error:
            told.append([text, type(error).__name__, str(error)])
    return told


def watch_command_without_a_file(tmp_path: Path, monkeypatch: Any) -> object:
    from fastapi_cli.cli import app
    from typer.testing import CliRunner

    monkeypatch.chdir(tmp_path)
    results = []
    for text in ("", '[tool.fastapi]\nentrypoint = "missing"\n', "[tool.fastapi]\nentrypoint = 7\n"):
        (tmp_path / "pyproject.toml").write_text(text)
        result = CliRunner().invoke(app, ["run"], env={"COLUMNS": "200", "NO_COLOR": "1"})
        results.append([result.exit_code, type(result.exception).__name__])
    return results


def watch_openapi() -> object:
    return shop.openapi()
