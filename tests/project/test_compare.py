"""`compare --project`: the demo project's tests, on two releases of a fake framework from a local index."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.calling import COMMAND, plain_environment
from tests.fake_index import FakeIndex, Release, serving
from tests.project.framework import release

DEMO = Path(__file__).with_name("demo")
HANGS_ON_THE_CANDIDATE = """
import threading
from importlib.metadata import version


def test_stuck():
    if version("fastapi") == "2.0":
        threading.Event().wait()
"""
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Compared:
    """The demo project after a comparison: its folder, what was printed, and the report as JSON data."""

    folder: Path
    index: FakeIndex
    done: Done

    @property
    def report(self) -> Any:
        return json.loads(self.done.stdout)

    def causes(self) -> dict[str, Any]:
        """The causes by the name of the first test that shows them, without folded ones."""
        return {cause["places"][0]["test"]: cause for cause in self.report["causes"] if cause["aspect"] != "inside"}


@pytest.fixture(scope="module")
def index() -> Iterator[FakeIndex]:
    old = release("1.0", "2026-03-01T12:00:00Z", newer=False)
    new = release("2.0", "2026-03-05T12:00:00Z", newer=True)
    packages = [Release("idna", "3.7", "", "2026-03-01T12:00:00Z"), Release("idna", "3.9", "", "2026-03-02T12:00:00Z")]
    with serving(FakeIndex(releases=[old, new, *packages])) as served:
        yield served


def call(folder: Path, index: FakeIndex, *arguments: str) -> Done:
    environ = plain_environment(UV_INDEX=f"{index.url}/simple")
    return subprocess.run([COMMAND, *arguments], cwd=folder, env=environ, capture_output=True, text=True)


@pytest.fixture(scope="module")
def compared(index: FakeIndex, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """The demo project compared once."""
    folder = shutil.copytree(DEMO, tmp_path_factory.mktemp("checkout") / "shop")
    (folder / ".python-version").write_text("3.99\n")
    arguments = ["fastapi==1.0", "--to", "fastapi==2.0", "--project", ".", "--python", sys.executable, "--json"]
    return Compared(folder, index, call(folder, index, "compare", *arguments, "--save", "runs"))


@pytest.mark.parametrize(
    ("test", "classified", "old", "new"),
    [
        ("test_status_differs", ("behaviour", "status"), "404", "410"),
        ("test_access_differs", ("behaviour", "status"), "401", "200"),
        ("test_body_differs", ("behaviour", "body"), "10.0", '"10.0"'),
        ("test_header_differs", ("behaviour", "header"), "max-age=60", "no-store"),
        ("test_message_differs", ("behaviour", "body"), "hello", "hi"),
        ("application Shop", ("openapi", "openapi additive"), "nothing", "No"),
    ],
)
def test_differences_are_found_even_if_all_tests_pass(
    compared: Compared, test: str, classified: tuple[str, str], old: str, new: str
) -> None:
    cause = compared.causes()[test]
    assert (cause["kind"], cause["aspect"]) == classified
    assert old in cause["old"]
    assert new in cause["new"]
    assert cause["security"] is (test == "test_access_differs")


def test_a_test_that_breaks_is_named_with_its_file_and_line(compared: Compared) -> None:
    broken = [cause for cause in compared.report["causes"] if cause["kind"] == "broken"]
    assert compared.done.returncode == 1
    (place,) = broken[0]["places"]
    assert (place["slug"], place["test"]) == ("tests/test_shop.py", "test_breaks")
    assert "the framework cannot do this any more" in json.dumps(broken)


def test_a_new_warning_is_found(compared: Compared) -> None:
    (cause,) = (cause for cause in compared.report["causes"] if cause["kind"] == "warning")
    assert cause["new"] == "DeprecationWarning: old_helper is deprecated"


def test_internal_changes_are_folded(compared: Compared) -> None:
    inside = [cause["key"] for cause in compared.report["causes"] if cause["aspect"] == "inside"]
    assert "app.routes: Route → NewerRoute" in inside


def test_random_values_and_names_are_not_a_change(compared: Compared) -> None:
    assert "test_items_are_the_same" not in compared.causes()
    assert not any(name.startswith("test_login") for name in compared.causes())
    assert not any("only on" in note for note in compared.report["notes"])


def test_share_of_reached_routes_is_reported(compared: Compared) -> None:
    own = compared.report["own"]
    assert (own["tests"], own["files"]) == (10, 1)
    assert (own["touched"]["operations_touched"], own["touched"]["operations"]) == (7, 8)
    assert own["touched"]["untouched"] == ["GET /untouched"]


def test_an_upper_bound_of_the_project_is_noted(compared: Compared) -> None:
    assert "idna stays at 3.7, the newest is 3.9: your project asks for <3.8" in compared.report["notes"]


def test_the_checkout_is_unchanged(compared: Compared) -> None:
    assert sorted(path.name for path in compared.folder.iterdir()) == sorted(
        [*(path.name for path in DEMO.iterdir() if path.name != "__pycache__"), ".python-version", "runs"]
    )


def test_no_secret_and_no_path_of_the_copy_is_stored(compared: Compared) -> None:
    for name in ("base.json", "candidate.json"):
        text = (compared.folder / "runs" / name).read_text()
        assert "a-secret-of" not in text
        assert "/checkout/" not in text
        assert "<secret text of 20 characters>" in text


def test_saved_runs_give_the_same_comparison(compared: Compared) -> None:
    again = call(compared.folder, compared.index, "compare", "runs/base.json", "runs/candidate.json")
    assert again.returncode == 1
    assert again.stdout.splitlines()[0] == "fastapi==1.0 → fastapi==2.0: 1 broken, 5 behaviour, 2 openapi, 1 warning"
    assert "your 10 tests in 1 file: 0 failed before and 1 after; they reached 7 of 8 routes" in again.stdout
    assert "tests/test_shop.py::test_status_differs" in again.stdout
    assert "--blame" not in again.stdout
    blamed = call(compared.folder, compared.index, "compare", "runs/base.json", "runs/candidate.json", "--blame")
    assert blamed.returncode == 2
    assert "--blame cannot be used with recordings" in blamed.stderr


def test_a_file_that_cannot_be_imported_does_not_keep_the_others_from_running(compared: Compared) -> None:
    other = compared.folder / "tests" / "test_other.py"
    other.write_text("from fastapi import a_name_that_never_was\n")
    arguments = ["runs/base.json", "--to", "fastapi==2.0", "--project", ".", "--python", sys.executable]
    done = call(compared.folder, compared.index, "compare", *arguments)
    other.unlink()
    assert "5 behaviour" in done.stdout.splitlines()[0]
    assert "only on" not in done.stdout


def test_a_candidate_whose_tests_cannot_start_is_broken(compared: Compared) -> None:
    (compared.folder / "tests" / "conftest.py").write_text(
        "from fastapi.applications import NEWER\n\nif NEWER:\n    from fastapi import a_helper_that_is_gone\n"
    )
    arguments = ["runs/base.json", "--to", "fastapi==2.0", "--project", ".", "--python", sys.executable]
    done = call(compared.folder, compared.index, "compare", *arguments)
    assert done.returncode == 1
    assert "1 broken" in done.stdout.splitlines()[0]
    assert "cannot import name 'a_helper_that_is_gone'" in done.stdout


def test_a_candidate_that_cannot_be_resolved_is_reported(compared: Compared) -> None:
    arguments = ["runs/base.json", "--to", "fastapi==9.0", "--project", ".", "--python", sys.executable]
    done = call(compared.folder, compared.index, "compare", *arguments)
    assert done.returncode == 1
    assert "1 unresolvable" in done.stdout.splitlines()[0]


def test_a_missing_python_is_noted(compared: Compared) -> None:
    done = call(compared.folder, compared.index, "compare", "fastapi==9.0", "latest", "--project", ".")
    assert done.returncode == 3
    assert "there is no Python 3.99, which .python-version names" in done.stderr


def test_a_test_that_never_ends_is_stopped_at_the_time_limit_and_named(index: FakeIndex, tmp_path: Path) -> None:
    folder = shutil.copytree(DEMO, tmp_path / "shop")
    (folder / "tests" / "test_hanging.py").write_text(HANGS_ON_THE_CANDIDATE)
    arguments = ["fastapi==1.0", "--to", "fastapi==2.0", "--project", ".", "--python", sys.executable, "--json"]
    done = call(folder, index, "compare", *arguments, "--timeout", "3", "--", "-k", "body_differs or stuck")
    report = json.loads(done.stdout)
    broken = [cause for cause in report["causes"] if cause["kind"] == "broken"]
    assert done.returncode == 1
    assert any("test_hanging.py::test_stuck" in json.dumps(cause) for cause in broken), done.stdout
    assert "stopped because no test ended within 3 seconds" in done.stdout
