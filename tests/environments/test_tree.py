"""Any change to a file of an environment is detected and reported."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.environments.tree import read_tree


def edit(folder: Path) -> None:
    before = (folder / "a" / "module.py").stat()
    (folder / "a" / "module.py").write_text("y = 1")
    os.utime(folder / "a" / "module.py", ns=(before.st_atime_ns, before.st_mtime_ns))


def add(folder: Path) -> None:
    (folder / "a" / "new.py").touch()


def delete(folder: Path) -> None:
    (folder / "a" / "module.py").unlink()


def write_through_a_link(folder: Path) -> None:
    os.link(folder / "a" / "module.py", folder.with_name("link"))
    folder.with_name("link").write_text("y = 1")


@pytest.mark.parametrize(
    ("change", "named"),
    [(edit, "a/module.py"), (add, "a/new.py"), (delete, "a/module.py"), (write_through_a_link, "a/module.py")],
)
def test_a_change_is_reported(tmp_path: Path, change: Callable[[Path], None], named: str) -> None:
    folder = tmp_path / "tree"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "module.py").write_text("x = 1")
    before = read_tree(folder)
    assert (before.damage(), read_tree(folder).digest) == ([], before.digest)
    change(folder)
    assert before.damage() == [named]
    assert read_tree(folder).digest != before.digest


def test_in_a_users_environment_folders_and_bytecode_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("x = 1")
    before = read_tree(tmp_path, files_only=True)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "module.pyc").touch()
    assert before.damage() == []
    (tmp_path / "module.py").write_text("x = 2")
    assert before.damage() == ["module.py"]
