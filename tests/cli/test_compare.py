"""`compare` with saved runs, and its exit codes."""

from pathlib import Path

import pytest

from fastapi_by_example.run.document import Outcome, Run, save
from tests.calling import Caller
from tests.runs import example, failed, run_of


@pytest.mark.parametrize(
    ("base", "candidate", "code"),
    [
        (run_of(example("a")), run_of(example("a")), 0),
        (run_of(example("a")), run_of(failed("a")), 1),
        (run_of(failed("a")), run_of(example("a")), 0),
        (run_of(example("a")), run_of(example("a", Outcome.UNRESOLVABLE)), 1),
        (run_of(example("a", Outcome.UNRESOLVABLE)), run_of(example("a", Outcome.UNRESOLVABLE)), 3),
        (run_of(example("a", Outcome.UNRESOLVABLE)), run_of(example("a")), 3),
        (run_of(example("a")), run_of(example("b")), 3),
    ],
)
def test_exit_code_reflects_the_comparison(call: Caller, base: Run, candidate: Run, code: int) -> None:
    save(base, Path("base.json"))
    save(candidate, Path("candidate.json"))
    called = call("compare", "base.json", "candidate.json")
    assert called.code == code
    assert ("nothing was compared" in called.err) is (code == 3)


def test_run_file_is_recognized_by_content(call: Caller) -> None:
    save(run_of(example("a")), Path("base.run"))
    assert call("compare", "base.run", "base.run").out.startswith("known-good → known-good: nothing changed in 1")


def test_both_sides_are_parsed_before_anything_runs(call: Caller) -> None:
    assert "'latst' is not a target" in call.refused("compare", "known-good", "latst")


@pytest.mark.parametrize("command", ["report", "merge"])
def test_interrupted_run_exits_with_130(call: Caller, command: str) -> None:
    save(run_of(example("a"), interrupted=True, selected=["a", "b"]), Path("run.json"))
    assert call(command, "run.json").code == 130
