"""Every command in the README is run exactly as written.

Slow commands get a small corpus with the same slugs, or another interpreter if that version is not installed.
The two set-up commands, which verify and test everything, are run by CI.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.run.document import load
from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache
from tests.calling import free_port, plain_environment, serving, uv_path
from tests.corpora import CorpusWriter

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"(?ms)^```console\n(.*?)^```$", README)
    for line in block.splitlines()
]
SET_UP = ["pip install uv && uv run noxfile.py", "uv run noxfile.py -s tests"]
Done = subprocess.CompletedProcess[str]
LOCK = '[[package]]\nname = "idna"\nversion = "3.7"\nsource = { registry = "https://pypi.org/simple" }\n'


@pytest.fixture
def environ(tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a shell that finds the commands of this interpreter and uv."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(Path(uv_path()).parent), os.environ["PATH"]])
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return plain_environment(**{"PATH": path, CACHE_VARIABLE: str(cache.root)})


APP = "from fastapi import FastAPI\n\napp = FastAPI()\n"
PROJECT = """
[project]
name = "mine"
version = "1"
dependencies = ["idna"]

[dependency-groups]
dev = ["pytest"]
"""


@pytest.fixture
def project(environ: dict[str, str]) -> None:
    """A project with a test and a lock file in the current folder."""
    Path("uv.lock").write_text(LOCK)
    Path("pyproject.toml").write_text(PROJECT)
    Path("test_mine.py").write_text("def test_it():\n    assert True\n")
    Path("app.py").write_text(APP)


@pytest.fixture
def shell(environ: dict[str, str]) -> Callable[[str], Done]:
    """Run a command line in an empty folder, with the corpus of the project."""
    return lambda line: subprocess.run(["bash", "-c", line], env=environ, capture_output=True, text=True)


@pytest.fixture
def small(corpus: CorpusWriter, environ: dict[str, str], tmp_path: Path) -> CorpusWriter:
    """A corpus with the slugs in the README, some of which have a dependency, and the files in the README."""
    corpus.example("yield_dependency", table="07_dependency_injection", dependencies=["idna"])
    corpus.example("header_parameters", table="03_request_parameters", dependencies=["idna"])
    corpus.example("plain", table="09_authentication_security")
    environ["FASTAPI_BY_EXAMPLE_CORPUS"] = str(corpus.root)
    Path("uv.lock").write_text(LOCK)
    subprocess.run([uv_path(), "venv", "-q", "--no-project", ".venv"], check=True)
    return corpus


def test_every_readme_command_is_tested() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert len(COMMANDS) == len(set(COMMANDS)) > 10
    assert [line for line in COMMANDS if json.dumps(line) not in source and f"'{line}'" not in source] == []


def test_ci_runs_the_setup_commands() -> None:
    assert [line for line in COMMANDS if line in SET_UP] == SET_UP
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace(" --quiet", "").splitlines()
    wanted = [part for line in SET_UP for part in line.split(" && ")]
    assert [line for line in lines if line in wanted] == wanted


def passes(line: str, expected: str, shell: Callable[[str], Done]) -> str:
    assert line in COMMANDS
    done = shell(line)
    assert done.returncode == 0, done
    assert expected in done.stdout
    assert "Traceback" not in done.stderr
    return done.stdout


def test_search_show_and_copy(shell: Callable[[str], Done]) -> None:
    concept = discover(ROOT).concepts["yield_dependency"]
    found = passes("fastapi-by-example search yield dependency", "yield_dependency", shell)
    assert found.splitlines()[0].startswith("yield_dependency ")
    assert passes("fastapi-by-example show yield_dependency", "yield", shell) == concept.source
    passes("fastapi-by-example copy yield_dependency --test", "test_yield_dependency.py", shell)
    assert Path("yield_dependency.py").read_text() == concept.source
    assert Path("test_yield_dependency.py").read_text().startswith(concept.test_source.rstrip())


def test_compare_record_and_read_a_project(project: None, shell: Callable[[str], Done]) -> None:
    passes("fastapi-by-example compare uv.lock --to latest --project .", "nothing changed in 1 test", shell)
    passes("fastapi-by-example record -o base.json -- pytest", "", shell)
    shutil.copy("base.json", "candidate.json")
    passes("fastapi-by-example compare base.json candidate.json", "base → base: nothing changed in 1 test", shell)
    assert "app_instance" in passes("fastapi-by-example uses", "app.py:3", shell)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fastapi-by-example changes fastapi 0.115.0 0.165.0 yield_dependency", "since fastapi 0."),
        ("fastapi-by-example since header_parameters", " to fastapi 0."),
    ],
)
def test_history_answers(shell: Callable[[str], Done], line: str, expected: str) -> None:
    assert expected in passes(line, expected, shell)


def test_run(environ: dict[str, str]) -> None:
    line = "fastapi-by-example run yield_dependency"
    assert line in COMMANDS
    port = free_port()
    with serving(["bash", "-c", line], {**environ, "PORT": str(port)}, port) as ask:
        assert ask("/openapi.json")["paths"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("fastapi-by-example verify", "3 passed, 0 failed"),
        ("fastapi-by-example verify 7 yield_dependency --target latest --output run.json", "1 passed, 0 failed"),
        ('fastapi-by-example verify --target "starlette<1" --python 3.12', "3 passed, 0 failed"),
        ("fastapi-by-example verify --python-env .venv", "1 passed, 0 failed, 2 not applicable"),
        ("fastapi-by-example compare known-good latest --blame", "nothing changed in 3 examples"),
        ("fastapi-by-example compare uv.lock --to latest", "nothing changed in 3 examples"),
        (
            "fastapi-by-example bisect header_parameters 2026-01-01 latest",
            "header_parameters is the same on both sides",
        ),
    ],
)
def test_verify_compare_and_bisect(small: CorpusWriter, environ: dict[str, str], line: str, expected: str) -> None:
    assert line in COMMANDS
    here = line
    if "3.12" in line and subprocess.run([uv_path(), "python", "find", "3.12"], capture_output=True).returncode:
        here = line.replace("3.12", f"{sys.version_info.major}.{sys.version_info.minor}")
    done = subprocess.run(["bash", "-c", here], env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done
    assert expected in done.stdout
    if "run.json" in line:
        run = load(Path("run.json"))
        assert (run.target, [one.slug for one in run.examples]) == ("latest", ["yield_dependency"])


def test_sessions_are_listed_and_pass_arguments(small: CorpusWriter, environ: dict[str, str], tmp_path: Path) -> None:
    left_out = shutil.ignore_patterns(".git", ".nox", ".venv*", "__pycache__", ".*_cache", "site", "dist", "data")
    clone = shutil.copytree(ROOT, tmp_path / "clone", ignore=left_out)
    package = Path("runner", "fastapi_by_example")
    for name in ("site", "diff"):
        shutil.copytree(ROOT / package / name, clone / package / name, dirs_exist_ok=True)
    assert "`uv run noxfile.py -l`" in README
    listed = subprocess.run(["uv", "run", "noxfile.py", "-l"], env=environ, cwd=clone, capture_output=True, text=True)
    sessions = re.findall(r"(?m)^([*-]) (\w+) -> (\S.*)$", listed.stdout)
    assert {name for mark, name, _ in sessions if mark == "*"} == {"verify"}
    assert {"latest", "tests", "lint", "types", "benchmark", "coverage", "power", "mutants", "full"} <= {
        name for _, name, _ in sessions
    }
    assert "`uv run noxfile.py -- 9 --python 3.13`" in README
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    line = ["uv", "run", "--python", sys.executable, "noxfile.py", "--", "9", "--python", version]
    done = subprocess.run(line, env=environ, cwd=clone, capture_output=True, text=True)
    assert done.returncode == 0, done
    assert "1 passed, 0 failed" in done.stdout.splitlines()


def test_closing_lines_and_exit_codes_match_the_readme() -> None:
    corpus = discover(ROOT)
    seed = len(corpus.concepts) - len(corpus.additions)
    counted = re.search(rf"`seed: {seed} of {seed}; additions: (\d+) of (\d+)`.*\n?`(\d+) passed, 0 failed`", README)
    assert counted
    assert int(counted[1]) == int(counted[2]) == int(counted[3]) - seed
    assert re.search(r"exit code is 0 .* 1 .* 2 .* 3 if", README.replace("\n", " "))


def test_files_in_the_readme_exist() -> None:
    for path in re.findall(r"`([\w./-]+\.(?:py|toml|yml|md))`", README):
        assert (ROOT / path).exists() or path in ("test_SLUG.py", "watch_SLUG.py"), path
