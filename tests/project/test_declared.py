"""The declarations of a project, in every form."""

from pathlib import Path

import pytest

from fastapi_by_example.errors import UsageError
from fastapi_by_example.project.declared import read_project


def project(folder: Path, pyproject: str = "", **files: str) -> Path:
    if pyproject:
        (folder / "pyproject.toml").write_text(pyproject)
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder


def read(folder: Path, *wanted: str) -> dict[str, tuple[str, ...]]:
    found = read_project(folder, wanted)
    return {group.name: group.requirements for group in found.all_groups}


GROUPS = """
[project]
name = "mine"
dependencies = ["fastapi>=0.100"]
optional-dependencies = {test = ["httpx"], redis = ["redis"]}
[dependency-groups]
dev = ["ruff", {include-group = "check"}]
check = ["mypy"]
verify = ["pytest>=8"]
docs = ["mkdocs"]
"""
POETRY = """
[tool.poetry]
name = "mine"
[tool.poetry.dependencies]
python = "^3.11"
fastapi = "^0.115.2"
uvicorn = {version = "~1.4", extras = ["standard"]}
orjson = "3.9.1"
anyio = "*"
mine-too = {path = "../too"}
httpx = ">=0.26,<0.28"
[tool.poetry.group.dev.dependencies]
pytest = "^8"
"""


def test_groups_and_extras_that_tests_need_are_chosen(tmp_path: Path) -> None:
    assert read(project(tmp_path, GROUPS)) == {
        "": ("fastapi>=0.100",),
        "dev": ("ruff", "mypy"),
        "verify": ("pytest>=8",),
        "test": ("httpx",),
    }
    assert list(read(tmp_path, "docs", "redis")) == ["", "docs", "redis"]


def test_poetrys_versions_are_understood(tmp_path: Path) -> None:
    found = read(project(tmp_path, POETRY))
    assert found[""] == (
        "fastapi<0.116,>=0.115.2",
        "uvicorn[standard]<1.5,>=1.4",
        "orjson==3.9.1",
        "anyio",
        "httpx<0.28,>=0.26",
    )
    assert found["dev"] == ("pytest<9,>=8",)


def test_exact_pins_of_requirements_files_are_left_to_the_target(tmp_path: Path) -> None:
    files = {
        "requirements_txt": "fastapi[all]==0.115.0 ; python_version > '3'\nuvicorn<1\n-e .\n./local\n",
        "requirements-dev_txt": "-r requirements.txt\npytest==8.0  # for tests\n",
        "requirements-docs_txt": "mkdocs\n",
        "requirements__test_txt": "httpx==0.27\n",
    }
    found = read(project(tmp_path, **files))
    assert found[""] == ('fastapi[all] ; python_version > "3"', "uvicorn<1")
    assert found["requirements-dev.txt"][-1] == "pytest"
    assert found["requirements/test.txt"] == ("httpx",)
    assert "requirements-docs.txt" not in found


@pytest.mark.parametrize(
    ("pyproject", "wanted", "message"),
    [
        ("", (), "declares no requirements"),
        ("[project", (), "cannot read"),
        (
            GROUPS,
            ("nowhere",),
            "no group, extra or file 'nowhere'\nhint: there are dev, check, verify, docs, test, redis",
        ),
        ('[project]\nname = "a"\ndependencies = ["not a requirement"]', (), "dependencies has an invalid requirement"),
        ('[project]\nname = "a"\n[dependency-groups]\na = [{include-group = "a"}]', (), "the group a is invalid"),
    ],
)
def test_invalid_declarations_are_rejected_with_a_reason(
    tmp_path: Path, pyproject: str, wanted: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError) as error:
        read_project(project(tmp_path, pyproject), wanted)
    assert message in str(error.value)
