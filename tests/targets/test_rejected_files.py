"""Files that give no versions are rejected with one message."""

import os
from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.targets.target import parse_target


def refused(path: Path, content: str | bytes) -> str:
    """The message for a file without versions."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(UsageError) as caught:
        parse_target(str(path))
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("uv.lock", "", "it has no list of packages"),
        ("uv.lock", "version = 1\n", "it has no list of packages"),
        ("uv.lock", "[[package]\n", "is not a lock file: "),
        ("uv.lock", "package = 3\n", "it has no list of packages"),
        ("uv.lock", '[[package]]\nname = "a b"\nversion = "1"\n', "is not a lock file: "),
        ("uv.lock", '[[package]]\nname = "a"\nversion = "one; and more"\n', "is not a lock file: "),
        ("uv.lock", '[[package]]\nname = "a"\nversion = ["1"]\n', "is not a lock file: "),
        ("uv.lock", '[[package]]\nname = "pytest"\nversion = "8.0.0"\n', "pins no version"),
        ("uv.lock", '[[package]]\nname = "a"\n', "pins no version"),
        ("uv.lock", "package = [1, 2]\n", "pins no version"),
        ("Pipfile.lock", '{"default": {}}', "pins no version"),
        ("Pipfile.lock", "{", "but not a Pipfile.lock"),
        ("pyproject.toml", '[project]\nname = "x"\n', "has no exact versions\nhint: lock it: `uv lock`"),
        ("environment.yml", "name: a\n", "pip list --format=freeze"),
        ("uv.lock", b"\xff\xfe\x00", "cannot read"),
        ("requirements.txt", "fastapi==0.1\n".encode("utf-16")[:-1], "cannot read"),
        ("conda.txt", "fastapi=0.110.0=pyhd8ed1ab_0\n", "convert it: in the environment, `pip list --format=freeze"),
        ("conda.txt", "# conda\n@EXPLICIT\nhttps://a.example/b.conda\n", "convert it: "),
        ("pixi.lock", "version: 6\nenvironments:\n", "convert it: "),
        ("list.txt", "Package    Version\n---------- -------\nfastapi 0.110.0\n", "convert it: "),
        ("list.json", '[{"name": "fastapi", "version": "0.110.0"}]', "convert it: "),
        ("setup.cfg", "[options]\ninstall_requires =\n  fastapi\n", "lock it: `uv pip compile setup.cfg -o"),
        ("setup.py", "from setuptools import setup\n", "lock it: `uv pip compile setup.py -o"),
        ("requirements.txt", "# nothing\n\n-e .\n", "pins no version"),
        ("requirements.txt", "fastapi\n", "pins no version"),
        ("requirements.txt", "fastapi==1 \\\n  --hash=x\n\nthis is no requirement\n", "requirements.txt:4: "),
        ("requirements.txt", "fastapi=1\n", "requirements.txt:1: 'fastapi=1' is not a requirement"),
        ("README.md", "# Read me\n\nSome text.\n", "README.md:3: 'Some text.' is not a requirement"),
    ],
)
def test_empty_or_damaged_file_is_rejected(tmp_path: Path, name: str, content: str | bytes, expected: str) -> None:
    message = refused(tmp_path / name, content)
    assert expected in message
    assert str(tmp_path / name) in message
    assert "\n" not in message.partition("\nhint: ")[0]


def test_missing_included_file_is_named(tmp_path: Path) -> None:
    assert f"cannot read {tmp_path / 'missing.txt'}" in refused(tmp_path / "other.txt", "-r missing.txt\n")


def test_unreadable_file_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "folder.lock").mkdir()
    with pytest.raises(UsageError, match="is not a checkout"):
        parse_target(str(tmp_path / "folder.lock"))


@pytest.mark.parametrize(
    "content",
    ["a = " + "[" * 5000, ".".join("a" * 5000) + " = 1", "package = " + "[" * 100 + "]" * 100, "a = 1" + "0" * 9000],
)
def test_hostile_file_gives_one_message(tmp_path: Path, content: str) -> None:
    assert refused(tmp_path / "uv.lock", content)


def test_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "uv.lock")
    with pytest.raises(UsageError):
        parse_target(str(tmp_path / "uv.lock"))
