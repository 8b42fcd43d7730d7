import contextlib
import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pyproject_entrypoint
import pytest
from fastapi.testclient import TestClient

HERE = Path(__file__).parent
CONFIGURATION = "pyproject_entrypoint.pyproject.toml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(HERE / "pyproject_entrypoint.py", tmp_path)
    shutil.copy(HERE / CONFIGURATION, tmp_path / "pyproject.toml")
    return tmp_path


def read(server: Any, port: int, path: str) -> Any:
    """The answer of a server, once it is up."""
    for _ in range(2000):
        try:
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as response:
                return json.load(response)
        except HTTPError as error:
            return error.code
        except OSError:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.process.wait(timeout=0.05)
                raise AssertionError(server.output) from None
    raise AssertionError(server.output)


def test_entrypoint_names_a_variable_of_a_module() -> None:
    entrypoint = tomllib.loads((HERE / CONFIGURATION).read_text())["tool"]["fastapi"]["entrypoint"]
    module, _, variable = entrypoint.partition(":")
    assert module == "pyproject_entrypoint"
    assert TestClient(getattr(pyproject_entrypoint, variable)).get("/items").json() == ["Pen", "Ink"]


def test_command_without_a_path_serves_it(project: Path, start_server: Callable[..., Any], free_port: int) -> None:
    server = start_server("fastapi", "run", "--port", str(free_port), env={"PYTHONPATH": ""}, cwd=project)
    assert read(server, free_port, "/items") == ["Pen", "Ink"]
    assert read(server, free_port, "/sales") == 404


def test_path_on_the_command_line_wins(project: Path, start_server: Callable[..., Any], free_port: int) -> None:
    arguments = ("fastapi", "run", "pyproject_entrypoint.py", "--app", "intranet", "--port", str(free_port))
    server = start_server(*arguments, env={"PYTHONPATH": ""}, cwd=project)
    assert read(server, free_port, "/sales") == [3, 1]
