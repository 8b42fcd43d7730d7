"""Both runs of a comparison of a project's own tests."""

from pathlib import Path

import pytest

from fastapi_by_example.environments.resolution import find_python
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.project import command, sides
from fastapi_by_example.project.declared import read_project
from fastapi_by_example.project.recording import Recorded
from fastapi_by_example.run.document import INTERRUPTED, Run
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import Target
from tests.runs import run_of


def test_interrupted_candidate_does_not_lose_the_base(monkeypatch: pytest.MonkeyPatch, cache: Cache) -> None:
    base = run_of()

    def side(_: sides.Tests, target: Target, room: Path, *, twice: bool) -> Run:
        if not twice:
            raise KeyboardInterrupt
        return base

    monkeypatch.setattr(sides.Tests, "_side", side)
    kept: list[Run] = []
    project = read_project(Path(__file__).with_name("demo"), ())
    tests = sides.Tests(project, find_python(None, cache), keep=kept.append)
    with pytest.raises(KeyboardInterrupt):
        tests.runs(Target("old"), Target("new"))
    assert kept == [base]


def test_an_interrupted_base_ends_the_comparison() -> None:
    with pytest.raises(KeyboardInterrupt):
        sides.whole((run_of(), INTERRUPTED))


def test_a_command_that_ignores_the_interrupt_is_killed_with_its_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(command, "LAST_SECONDS", 0.2)
    line = ["sh", "-c", "trap '' INT; sleep 1000 & sleep 1000"]
    stuck = command.Command(line, tmp_path, timeout=0.3)
    with pytest.raises(NothingVerifiedError, match=r"stopped because no test ended within 0\.3 seconds"):
        command.record(stuck, Recorded("base", "shop", "pytest"))
