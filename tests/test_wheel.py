"""The wheel contains the whole corpus, and works in a clean environment and folder."""

import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache
from fastapi_by_example.targets.known_good import known_good_date
from tests.calling import plain_environment, uv_path

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., str]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([uv_path(), "build", "-q", "--wheel", "--out-dir", str(folder), str(ROOT)], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory, cache: Cache) -> Run:
    """Run the installed command in an empty folder; it must succeed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = folder / "environment"
    subprocess.run([uv_path(), "venv", "-q", "--no-project", str(environment)], check=True)
    python = str(environment / "bin" / "python")
    subprocess.run([uv_path(), "pip", "install", "-q", "--python", python, str(wheel)], check=True)
    here = folder / "here"
    here.mkdir()
    environ = plain_environment(**{CACHE_VARIABLE: str(cache.root), "PATH": "/usr/bin:/bin"})

    def call(*arguments: str) -> str:
        command = [str(environment / "bin" / "fastapi-by-example"), *arguments]
        done = subprocess.run(command, env=environ, cwd=here, capture_output=True, text=True)
        assert done.returncode == 0, done
        return done.stdout

    return call


def test_wheel_has_every_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    corpus = discover(ROOT)
    for concept in corpus.concepts.values():
        for file in concept.files:
            inside = f"fastapi_by_example/bundled/{file.relative_to(ROOT)}"
            assert inside in names or any(name.startswith(f"{inside}/") for name in names), inside
    for table in corpus.tables:
        assert f"fastapi_by_example/bundled/examples/{table.folder.name}/table.toml" in names
    assert "fastapi_by_example/history/history.json" in names
    assert [name for name in names if name.endswith(".json.xz")] == []  # the guard is for CI
    modules = {
        str(path.relative_to(ROOT / "runner"))
        for path in (ROOT / "runner" / "fastapi_by_example").rglob("*.py")
        if "__pycache__" not in path.parts
    }
    assert modules <= names
    assert not [name for name in names if "__pycache__" in name]
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"fastapi_by_example"}


def test_installed_command_lists_the_same_corpus(run: Run) -> None:
    listed = run("list")
    for slug in discover(ROOT).concepts:
        assert f"   {slug} " in listed
    assert run("known-good") == f"{known_good_date()}\n"


def test_installed_command_shows_and_copies(run: Run) -> None:
    source = discover(ROOT).concepts["route_order"].source
    assert run("show", "route_order", "--plain") == source
    run("copy", "route_order", "--test", "copied")
    assert run("show", "route_order") == source


def test_installed_command_verifies(run: Run) -> None:
    shown = run("verify", "route_order", "app_instance", "--output", "run.json")
    assert shown.splitlines()[-1] == "2 passed, 0 failed"
    assert run("report", "run.json", "-q") == "2 passed, 0 failed\n"
    assert "nothing changed in 2 examples" in run("compare", "run.json", "run.json")
