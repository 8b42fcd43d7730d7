"""Plain pytest runs the examples whose dependencies are installed, and explains how to verify the others."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from fastapi_by_example.corpus.discovery import discover
from tests.calling import plain_environment, uv_path

ROOT = Path(__file__).resolve().parents[2]


def pytest_in(table: str, *packages: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run plain pytest on a table of the corpus, in an environment with some of the packages."""
    with_packages = [part for name in ("pytest", "packaging", *packages) for part in ("--with", name)]
    command = [uv_path(), "run", "-q", "--no-project", "--isolated", *with_packages, "pytest", f"examples/{table}"]
    environ = plain_environment(PYTHONDONTWRITEBYTECODE="1", PYTEST_ADDOPTS="")
    kept = {name: value for name, value in environ.items() if not name.startswith(("PYTEST_XDIST", "VIRTUAL_ENV"))}
    kept["PATH"] = os.pathsep.join(part for part in kept["PATH"].split(os.pathsep) if "examples" not in part)
    return subprocess.run([*command, *options], env=kept, cwd=ROOT, capture_output=True, text=True)


def skips(output: str) -> dict[str, str]:
    """The missing packages of each skipped test file, by the slug in its advice."""
    told = r"(?m)^SKIPPED \[\d+\] \S+ (.+) not installed here; `fastapi-by-example verify (\w+)` verifies it$"
    return {slug: lacking for lacking, slug in re.findall(told, output)}


def test_table_passes_if_its_dependencies_are_installed() -> None:
    done = pytest_in("02_http_methods", "fastapi[standard]", options=("-rs", "-q"))
    assert done.returncode == 0, done
    assert re.search(r"(?m)^\d+ passed", done.stdout)
    assert "skipped" not in done.stdout


@pytest.mark.parametrize("table", ["02_http_methods", "19_advanced_patterns"])
def test_skipped_examples_say_what_is_missing_and_how_to_verify(table: str) -> None:
    done = pytest_in(table, options=("-rs", "-q"))
    found = skips(done.stdout)
    concepts = {c.slug: c for c in discover(ROOT).concepts.values() if c.script.parent.name == table}
    assert set(found) == set(concepts)
    for slug, lacking in found.items():
        declared = {
            Requirement(line).name
            for line in (*concepts[slug].declared.dependencies, *concepts[slug].declared.instruments)
        }
        assert {Requirement(part).name for part in lacking.split(", ")} == declared
    assert f"{len(concepts)} skipped" in done.stdout
    assert done.returncode == 5  # no test was collected


def test_only_examples_with_missing_dependencies_are_skipped() -> None:
    done = pytest_in("19_advanced_patterns", "fastapi[standard]", "httpx2", options=("-rs", "-q"))
    concepts = [c for c in discover(ROOT).concepts.values() if c.script.parent.name == "19_advanced_patterns"]
    found = skips(done.stdout)
    expected = {c.slug for c in concepts if "strawberry" in " ".join(c.declared.dependencies)}
    assert expected
    assert expected <= set(found)
    assert all("strawberry" in found[slug] for slug in expected)
    assert len(found) < len(concepts)
    assert re.search(r"\d+ passed", done.stdout), done
    assert "failed" not in done.stdout
