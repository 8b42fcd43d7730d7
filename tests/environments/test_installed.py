"""An existing environment is verified as is: examples that it lacks packages for are not applicable."""

import sys
from pathlib import Path

import pytest

from fastapi_by_example.environments.installed import read_installed
from fastapi_by_example.environments.resolution import NotApplicableError
from fastapi_by_example.errors import UsageError


def test_an_environment_is_found_by_its_folder_and_by_its_interpreter() -> None:
    by_interpreter = read_installed(Path(sys.executable))
    by_folder = read_installed(Path(sys.prefix))
    assert by_interpreter.found.packages == by_folder.found.packages
    assert by_folder.found.packages["pytest"] == pytest.__version__
    assert by_folder.found.foreign
    assert by_folder.given


def test_example_with_a_missing_package_is_not_applicable() -> None:
    found = read_installed(Path(sys.prefix))
    with found.environment(["pytest"]) as made:
        assert made == found.found
        assert made.trees
        assert made.damage() == []
    with (
        pytest.raises(NotApplicableError, match="needs not-there, also-not, which "),
        found.environment(["not-there", "pytest"], ["also-not"]),
    ):
        pass


def test_anything_else_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text("#!/bin/sh\necho hello\n")
    (tmp_path / "bin" / "python").chmod(0o755)
    for path in (tmp_path, tmp_path / "missing", Path("/dev/null")):
        with pytest.raises(UsageError, match="is not an environment: it has no working interpreter"):
            read_installed(path)
