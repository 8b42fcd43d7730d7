"""The steps of the Action, run against a local bare repository in which a lock file changes."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.calling import COMMAND, plain_environment
from tests.fake_index import FakeIndex, serving
from tests.project.framework import release

ROOT = Path(__file__).resolve().parent.parent
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
DEMO = ROOT / "tests" / "project" / "demo"
LOCK = "fastapi=={version}\nidna==3.7\n"
GH = """#!/usr/bin/env bash
echo "$*" >> "$CALLS"
for argument in "$@"; do [[ $argument == body=@* ]] && cat "${argument#body=@}" > "$CALLS.body"; done
[[ " $* " == *" --paginate "* ]] && cat "$CALLS.known" 2>/dev/null || true
"""


@dataclass
class Repository:
    """A clone of a bare repository in which a branch changes the lock file of the demo project."""

    folder: Path
    temporary: Path
    base: str
    environ: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    event: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def step(self, name: str, **outputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step of the Action, with its variables filled from inputs and event."""
        (step,) = (one for one in ACTION["runs"]["steps"] if one.get("id") == name)
        values = {f"inputs.{key}": str(one["default"]) for key, one in ACTION["inputs"].items()}
        values |= {f"inputs.{key}": value for key, value in self.inputs.items()}
        values |= {f"github.{key}": value for key, value in self.event.items()}
        values |= {f"steps.compare.outputs.{key}": value for key, value in outputs.items()}
        filled = {key: _filled(text, values) for key, text in step["env"].items()}
        line = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        return subprocess.run(line, cwd=self.folder, env=self.environ | filled, capture_output=True, text=True)

    def outputs(self) -> dict[str, str]:
        """The outputs of the last step."""
        lines = Path(self.environ["GITHUB_OUTPUT"]).read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)


def _filled(text: str, values: Mapping[str, str]) -> str:
    """The value of a GitHub expression. Only names and `||` are supported."""
    if not text.startswith("${{"):
        return text
    names = text.removeprefix("${{").removesuffix("}}").split("||")
    return next((value for name in names if (value := values.get(name.strip(), ""))), "")


@pytest.fixture(scope="module")
def index() -> Iterator[FakeIndex]:
    old = release("1.0", "2026-03-01T12:00:00Z", newer=False)
    new = release("2.0", "2026-03-05T12:00:00Z", newer=True)
    with serving(FakeIndex(releases=[old, new])) as served:
        yield served


@pytest.fixture
def repository(index: FakeIndex, tmp_path: Path) -> Repository:
    temporary = tmp_path / "runner"
    command = temporary / "fastapi-by-example" / "bin" / "fastapi-by-example"
    command.parent.mkdir(parents=True)
    command.symlink_to(COMMAND)
    gh = tmp_path / "bin" / "gh"
    gh.parent.mkdir()
    gh.write_text(GH)
    gh.chmod(0o755)
    environ = plain_environment(
        PATH=os.pathsep.join([str(gh.parent), os.environ["PATH"]]),
        UV_INDEX=f"{index.url}/simple",
        RUNNER_TEMP=str(temporary),
        GITHUB_OUTPUT=str(temporary / "output"),
        GITHUB_REPOSITORY="owner/shop",
        CALLS=str(tmp_path / "calls"),
    )
    (temporary / "output").touch()
    work = shutil.copytree(DEMO, tmp_path / "work")
    repository = Repository(work, temporary, "", environ)
    for line in (
        ["init", "--quiet", "--initial-branch=main"],
        ["config", "user.name", "Tester"],
        ["config", "user.email", "tester@example.com"],
    ):
        repository.git(*line)
    (work / "requirements.txt").write_text(LOCK.format(version="1.0"))
    repository.git("add", ".")
    repository.git("commit", "--quiet", "-m", "Begin")
    repository.base = repository.git("rev-parse", "HEAD")
    (work / "requirements.txt").write_text(LOCK.format(version="2.0"))
    repository.git("commit", "--quiet", "-am", "Upgrade")
    bare, clone = tmp_path / "bare.git", tmp_path / "clone"
    for options in (["--bare", str(work), str(bare)], ["--depth=1", bare.as_uri(), str(clone)]):
        subprocess.run(["git", "clone", "--quiet", *options], check=True)
    subprocess.run(["git", "-C", bare, "config", "uploadpack.allowAnySHA1InWant", "true"], check=True)
    repository.folder = clone
    repository.inputs = {"lock-file": "requirements.txt", "project": ".", "tests": "tests -k status_differs"}
    return repository


def stubbed(repository: Repository, code: int = 0) -> Path:
    """Replace the command with one that only writes its arguments to a file; return that file."""
    command = repository.temporary / "fastapi-by-example" / "bin" / "fastapi-by-example"
    command.unlink()
    called = repository.temporary / "called"
    command.write_text(f'#!/usr/bin/env bash\nprintf "%s\\n" "$@" > {called}\nexit {code}\n')
    command.chmod(0o755)
    return called


def test_a_pull_request_that_changes_the_lock_file_runs_the_projects_tests(repository: Repository) -> None:
    repository.event = {"event.pull_request.base.sha": repository.base}
    for _ in range(2):  # in the same folder, too
        done = repository.step("compare")
        assert done.returncode == 1, done
        assert re.search(r"status differs \(GET /\S+\): 404 → 410 \(gone\)", done.stdout)
        assert "your 1 test in 1 file" in done.stdout
    assert "status differs" in Path(repository.outputs()["report"]).read_text()
    assert repository.git("worktree", "list").count("\n") == 0
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("event", "inputs", "sides"),
    [
        ({"event.pull_request.base.sha": "BASE"}, {}, "base"),
        ({"event.before": "BASE"}, {}, "base"),
        ({"event.before": "BASE"}, {"base-ref": "main"}, ""),
        ({"event.before": "0" * 40}, {}, "latest"),
        ({}, {}, "latest"),
        ({}, {"base-ref": "BASE"}, "base"),
    ],
)
def test_pull_requests_pushes_and_manual_runs_have_their_base(
    repository: Repository, event: dict[str, str], inputs: dict[str, str], sides: str
) -> None:
    called = stubbed(repository)
    repository.event = {key: value.replace("BASE", repository.base) for key, value in event.items()}
    repository.inputs |= {key: value.replace("BASE", repository.base) for key, value in inputs.items()}
    done = repository.step("compare")
    assert done.returncode == 0, done
    if not sides:
        assert done.stdout == "requirements.txt is the same in main: nothing to compare\n"
        assert not called.exists()
        return
    arguments = called.read_text().splitlines()
    assert arguments[0] == "compare"
    if sides == "latest":
        assert arguments[1:3] == ["requirements.txt", "latest"]
    else:
        assert arguments[1].endswith("/base/requirements.txt")
        assert arguments[2] == "requirements.txt"
    assert arguments[-4:] == ["--", "tests", "-k", "status_differs"]
    assert arguments[arguments.index("--fail-on") + 1] == "status"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"lock-file": "uv.lock"}, "input lock-file: uv.lock does not exist"),
        ({"project": "backend"}, "input project: backend is not a folder"),
        ({"project": ""}, "input tests: needs the input project"),
        ({"base-ref": "nowhere"}, "input base-ref: cannot fetch nowhere"),
        ({"fail-on": "everything"}, "check the inputs lock-file, base-ref, project, tests and fail-on"),
    ],
)
def test_messages_name_the_inputs(repository: Repository, inputs: dict[str, str], message: str) -> None:
    repository.inputs |= inputs
    repository.event = {"event.before": repository.base}
    done = repository.step("compare")
    assert done.returncode == 2, done
    assert f"::error::{message}" in done.stdout


def test_a_comment_is_written_once_and_then_updated(repository: Repository, tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("### The report\n")
    repository.event = {"event.pull_request.number": "7"}
    assert repository.step("comment", report=str(report)).returncode == 0
    calls = tmp_path / "calls"
    assert "repos/owner/shop/issues/7/comments --field body=@" in calls.read_text().splitlines()[-1]
    body = Path(f"{calls}.body").read_text()
    assert body == "<!-- fastapi-by-example . -->\n### The report\n"
    Path(f"{calls}.known").write_text("42\n43\n")
    assert repository.step("comment", report=str(report)).returncode == 0
    assert "--method PATCH repos/owner/shop/issues/comments/42" in calls.read_text().splitlines()[-1]
