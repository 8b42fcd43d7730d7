"""Anything interrupted records no false results and leaves no process behind."""

import os
import signal
import threading
from pathlib import Path

import pytest

from fastapi_by_example.environments import resolution
from fastapi_by_example.environments.uv import UvInterruptedError
from fastapi_by_example.execution import plan
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import Outcome
from tests.conftest import CommandLine, Verifier
from tests.corpora import CorpusWriter
from tests.processes import Line, assert_gone

HANGING = "import os, signal\nopen({line!r}, 'w').write(str(os.getpid()))\nsignal.pause()\n"


def package_that_hangs(folder: Path, line: Path) -> Path:
    """An index file for uv: a wheel of a package `hanging` whose import never ends."""
    source = folder / "hanging"
    source.mkdir()
    (source / "hanging.py").write_text(HANGING.format(line=str(line)))
    (source / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "hanging"\nversion = "1"\n[tool.hatch.build.targets.wheel]\ninclude = ["hanging.py"]\n'
    )
    return source


def test_ctrl_c_while_uv_works_records_nothing(
    corpus: CorpusWriter, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.example("known")
    corpus.example("unknown", dependencies=("pluggy<1.5",))
    verifier(corpus, "known")
    collecting, pressed = threading.Event(), threading.Lock()

    def interrupted(arguments: list[str], **_: object) -> str:
        collecting.wait()
        if pressed.acquire(blocking=False):
            os.kill(os.getpid(), signal.SIGINT)
        raise UvInterruptedError

    monkeypatch.setattr(resolution, "run_uv", interrupted)
    run = verifier(corpus, "unknown", watch=lambda _: collecting.set())
    assert run.interrupted
    assert run.examples == []
    assert run.environments == []


def test_an_import_that_hangs_fails_only_the_examples_that_import_it(
    corpus: CorpusWriter, verifier: Verifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "IMPORT_PATIENCE", 0.0)
    line = tmp_path / "line"
    line.touch()
    source = package_that_hangs(tmp_path, line)
    needed = (f"hanging @ {source.as_uri()}",)
    corpus.example("hangs", "import hanging\n\ndef test_it(): ...\n", dependencies=needed)
    corpus.example("innocent", dependencies=needed)
    run = verifier(corpus, options=Options(jobs=1, limits=Limits(timeout=3.0)))
    hangs, innocent = run.examples
    assert hangs.outcome is Outcome.TIMEOUT
    assert innocent.outcome is Outcome.PASSED
    assert_gone(int(line.read_text()))


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_an_interpreter_whose_import_hangs_ends_with_the_runner(
    corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path, by: signal.Signals
) -> None:
    line = Line(tmp_path / "line")
    source = package_that_hangs(tmp_path, line.path)
    corpus.example("hangs", "import hanging\n\ndef test_it(): ...\n", dependencies=(f"hanging @ {source.as_uri()}",))
    with command_line.start("verify", "--corpus", corpus.root, "-j", "1") as runner:
        importing = int(line.hear())
        threading.Timer(0, runner.send_signal, [by]).start()
        runner.communicate()
    assert runner.returncode == (130 if by is signal.SIGINT else -by)
    assert_gone(importing)
