"""Examples run longest first and in parallel, and the runner can be stopped at any time."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import fastapi_by_example
from fastapi_by_example.execution.interpreter import Interpreter, Limits
from fastapi_by_example.execution.plan import Plan, make_plan
from fastapi_by_example.execution.run_folder import PREFIX
from fastapi_by_example.execution.verify import Options
from fastapi_by_example.run.document import Outcome, Run, load
from fastapi_by_example.run.events import Event
from fastapi_by_example.run.remembered import Remembered, recall
from fastapi_by_example.store.cache import Cache
from tests.conftest import CommandLine, Verifier
from tests.corpora import FASTAPI, CorpusWriter
from tests.processes import Line, assert_gone

FAILING = "def test_it():\n    assert False\n"


def outcomes(run: Run) -> dict[str, Outcome]:
    """Outcomes by slug."""
    return {example.slug: example.outcome for example in run.examples}


def test_longest_example_starts_first(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    for slug in ("short", "unknown", "longest", "middle"):
        corpus.example(slug)
    memory = Remembered(tmp_path / "remembered.json", {"short": 0.1, "longest": 9.0, "middle": 5.0})
    verifier(corpus, remembered=memory, options=Options(jobs=1))
    started = [event.name for event in verifier.events if event.kind == "started"]
    assert started == ["longest", "middle", "unknown", "short"]


def test_largest_environment_is_built_first(corpus: CorpusWriter, tmp_path: Path) -> None:
    corpus.example("short", dependencies=("iniconfig",))
    corpus.example("longest", dependencies=FASTAPI)
    corpus.example("first")
    corpus.example("second")
    memory = Remembered(tmp_path / "remembered.json", {"short": 0.1, "longest": 9.0, "first": 5.0})
    plan = make_plan(list(corpus.discover().concepts.values()), memory)
    assert [one.dependencies for one in plan.to_build] == [(), FASTAPI, ("iniconfig",)]


def test_durations_and_failures_are_remembered(corpus: CorpusWriter, verifier: Verifier, cache: Cache) -> None:
    corpus.example("good")
    corpus.example("bad", FAILING)
    run = verifier(corpus)
    remembered = recall(cache, corpus.discover().root)
    assert remembered.durations == {example.slug: example.duration for example in run.examples}
    assert all(duration > 0 for duration in remembered.durations.values())
    assert remembered.failed == ["bad"]


def test_two_jobs_run_in_parallel(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    Line(tmp_path / "meeting")
    meeting = str(tmp_path / "meeting")  # opening one end blocks until the other is opened
    corpus.example("writer", f"def test_it():\n    open({meeting!r}, 'w').close()\n")
    corpus.example("reader", f"def test_it():\n    open({meeting!r}).close()\n")
    both = {"writer": Outcome.PASSED, "reader": Outcome.PASSED}
    assert outcomes(verifier(corpus, options=Options(jobs=2))) == both
    alone = verifier(corpus, options=Options(jobs=1, limits=Limits(timeout=1.0)))
    assert outcomes(alone) == dict.fromkeys(both, Outcome.TIMEOUT)


def test_fail_fast_starts_nothing_after_a_failure(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("good")
    corpus.example("bad", FAILING)
    followers = [f"follower_{number}" for number in range(30)]  # some begin before the failure is known
    for follower in followers:
        corpus.example(follower)
    run = verifier(corpus, options=Options(jobs=1, fail_fast=True))
    begun = outcomes(run)
    assert (begun["good"], begun["bad"]) == (Outcome.PASSED, Outcome.FAILED)
    assert followers[-1] not in begun
    assert run.exit_code == 1
    assert run.selected == ["good", "bad", *followers]


@pytest.mark.parametrize("twice", [False, True])
def test_fail_fast_stops_for_unresolvable_and_in_the_first_of_two_runs(
    corpus: CorpusWriter, verifier: Verifier, tmp_path: Path, twice: bool
) -> None:
    corpus.example("lacks", dependencies=["idna==0.0.0.dev0"])
    corpus.example("lacks_too", dependencies=["idna==0.0.0.dev1"])
    corpus.example("lacks_as_well", dependencies=["idna==0.0.0.dev2"])
    options = Options(jobs=1, fail_fast=True, twice=twice)
    unresolvable = outcomes(verifier(corpus, options=options))
    assert unresolvable["lacks"] is Outcome.UNRESOLVABLE
    assert "lacks_as_well" not in unresolvable
    bad = CorpusWriter(tmp_path / "bad")
    bad.example("bad", FAILING)
    bad.example("good")
    run = verifier(bad, options=options)
    assert outcomes(run) == {"bad": Outcome.FAILED}
    assert run.examples[0].environment == run.environments[0].id


def test_example_for_another_python_is_skipped(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("good")
    later = corpus.example("later")
    later.write_text(later.read_text().replace(">=3.11", ">=3.99"))
    run = verifier(corpus)
    assert outcomes(run) == {"good": Outcome.PASSED, "later": Outcome.NOT_APPLICABLE}
    expected = f"needs Python >=3.99, this is {verifier.python.version}"
    assert run.examples[1].message == expected
    assert Event("finished", "later", run.examples[1]) in verifier.events


def test_failed_cleanup_of_an_interpreter_affects_no_example(
    corpus: CorpusWriter, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Interpreter.close

    def close_and_complain(interpreter: Interpreter) -> None:
        close(interpreter)
        raise PermissionError("its folder stays")

    monkeypatch.setattr(Interpreter, "close", close_and_complain)
    corpus.example("first", dependencies=FASTAPI)
    for slug in ("second", "third"):
        corpus.example(slug)
    expected = dict.fromkeys(("first", "second", "third"), Outcome.PASSED)
    assert outcomes(verifier(corpus, options=Options(jobs=1))) == expected


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_example_without_a_result_is_an_error(
    corpus: CorpusWriter, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise RuntimeError("the thread dies")

    monkeypatch.setattr(Plan, "next_to_run", die)
    for slug in ("first", "second"):
        corpus.example(slug)
    run = verifier(corpus)
    assert outcomes(run) == dict.fromkeys(("first", "second"), Outcome.ERROR)
    assert "ended without a result" in run.examples[0].message
    assert run.exit_code == 1


def test_failing_watcher_stops_the_run(corpus: CorpusWriter, verifier: Verifier, line: Line) -> None:
    heard: list[int] = []

    def leave(event: Event) -> None:
        if event == Event("started", "slow"):
            heard.extend(int(number) for number in line.hear().split())
            raise SystemExit(1)

    with pytest.raises(SystemExit):
        verifier(corpus, options=Options(jobs=1), watch=leave)
    example, _, interpreter = heard
    assert_gone(example)
    assert_gone(interpreter)
    assert Event("started", "waiting") not in verifier.events
    assert not [thread for thread in threading.enumerate() if thread.name.endswith("(run_all)")]


def test_results_are_in_corpus_order(corpus: CorpusWriter, verifier: Verifier, tmp_path: Path) -> None:
    for slug in ("zebra", "ant", "middle"):
        corpus.example(slug)
    run = verifier(corpus, remembered=Remembered(tmp_path / "remembered.json", {"middle": 9.0, "ant": 5.0}))
    assert list(outcomes(run)) == ["zebra", "ant", "middle"]


def test_second_run_of_an_example_starts_fresh(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example(
        "writer",
        """\
        from pathlib import Path

        def test_it():
            assert not Path("written").exists()
            Path("written").mkdir()
            Path.home().joinpath("written").touch(exist_ok=False)
        """,
    )
    (example,) = verifier(corpus, options=Options(twice=True)).examples
    assert example.outcome is Outcome.PASSED
    assert example.repeated is not None


def test_slug_may_be_a_module_name_of_the_runner(corpus: CorpusWriter, verifier: Verifier) -> None:
    for slug in ("home", "template", "example", "lock", "worker"):
        corpus.example(slug)
    assert set(outcomes(verifier(corpus)).values()) == {Outcome.PASSED}


def test_assets_and_conftest_are_copied(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example(
        "user",
        """\
        from pathlib import Path

        def test_it(number):
            assert number == 7
            names = {path.name for path in Path.cwd().iterdir()} - {"__pycache__"}
            assert names == {"user.py", "test_user.py", "user_data", "conftest.py"}
            assert Path("user_data/page.txt").read_text() == "a page"
        """,
        assets={"user_data/page.txt": "a page"},
    )
    corpus.example("other", "def test_it(number):\n    assert number == 8\n")
    (corpus.root / "conftest.py").write_text(
        "import pytest\n\n@pytest.fixture\ndef number():\n    return 7\n\n"
        "@pytest.fixture\ndef broken():\n    raise OSError\n"
    )
    corpus.example("broken_fixture", "def test_it(broken):\n    pass\n")
    user, other, broken = verifier(corpus).examples
    assert user.outcome is Outcome.PASSED, user
    assert (other.outcome, other.line) == (Outcome.FAILED, 2)
    assert (broken.outcome, broken.file, broken.line) == (Outcome.ERROR, "conftest.py", 9)


def test_watcher_gets_starts_and_results(corpus: CorpusWriter, verifier: Verifier) -> None:
    corpus.example("good")
    verifier(corpus)
    told = [(event.kind, event.name) for event in verifier.events]
    assert told[0] == ("building", "no dependencies")
    assert {kind for kind, _ in told[1:]} in ({"built", "started", "finished"}, {"ready", "started", "finished"})
    assert verifier.events[-1] == Event("finished", "good", verifier.events[-1].result)


def test_probe_starts_through_a_symlink(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(Path(fastapi_by_example.__file__).parent)
    control, other = socket.socketpair()
    control.close()  # makes it end as soon as it listens
    with other:
        command = [sys.executable, str(link / "probe" / "__main__.py"), str(other.fileno()), ""]
        done = subprocess.run(command, pass_fds=[other.fileno()], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_failed_option_reruns_failures_only(corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path) -> None:
    corpus.example("good")
    corpus.example("bad", FAILING)
    output = tmp_path / "run.json"
    again = ("verify", "--corpus", corpus.root, "--failed", "--output", output)
    first = command_line.run("verify", "--corpus", corpus.root)
    assert (first.returncode, first.stdout.splitlines()[-1]) == (1, "1 passed, 1 failed")
    assert command_line.run(*again).returncode == 1
    assert outcomes(load(output)) == {"bad": Outcome.FAILED}
    (corpus.root / "examples/01_first/test_bad.py").write_text("def test_it():\n    assert True\n")
    assert command_line.run(*again).returncode == 0
    assert outcomes(load(output)) == {"bad": Outcome.PASSED}
    nothing = command_line.run(*again)
    assert nothing.returncode == 2
    assert "no selected example failed last time" in nothing.stdout


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_end_of_a_flood_of_output_is_kept(
    corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path, stream: str
) -> None:
    corpus.example(
        "flood",
        f"""\
        import sys

        def test_it():
            for _ in range(1024):
                sys.{stream}.write("x" * 2**20)
            sys.{stream}.write("the end")
            assert False, "judged all the same"
        """,
    )
    corpus.example("good")
    output = tmp_path / "run.json"
    process = command_line.start("verify", "--corpus", corpus.root, "--output", output)
    with process:
        assert process.stdout
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1
    assert usage.ru_maxrss < 400 * 1024  # KiB, of the largest process: the runner, uv, the interpreter, the example
    flood, good = load(output).examples
    assert (flood.outcome, good.outcome) == (Outcome.FAILED, Outcome.PASSED)
    assert "judged all the same" in flood.message
    assert flood.output.endswith("the end")
    assert len(flood.output) <= 8_000
    assert any(note.startswith(f"printed {2**30 + len('the end')} bytes") for note in flood.notes)


SLOW = """\
    import os, subprocess, sys, signal
    from pathlib import Path

    def test_it():
        child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"], start_new_session=True)
        Path({line!r}).write_text(f"{{os.getpid()}} {{child.pid}} {{os.getppid()}}")
        signal.pause()
"""


@pytest.fixture
def line(corpus: CorpusWriter, tmp_path: Path) -> Line:
    """A corpus with a quick example, then one that sends its process ids through this line and keeps running."""
    line = Line(tmp_path / "line")
    corpus.example("quick")
    corpus.example("slow", SLOW.format(line=str(line.path)))
    corpus.example("waiting")
    return line


def test_ctrl_c_ends_children_and_keeps_results(
    corpus: CorpusWriter, command_line: CommandLine, line: Line, tmp_path: Path
) -> None:
    output = tmp_path / "run.json"
    with command_line.start("verify", "--corpus", corpus.root, "--jobs", "1", "--output", output) as process:
        running = [int(number) for number in line.hear().split()]
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate()
    assert process.returncode == 130
    for child in running:
        assert_gone(child)
    run = load(output)
    assert run.interrupted
    assert outcomes(run) == {"quick": Outcome.PASSED}
    assert "1 passed" in printed
    assert "Traceback" not in printed
    assert list(command_line.temporary.iterdir()) == []


def test_closed_pipe_ends_the_run(corpus: CorpusWriter, command_line: CommandLine, line: Line) -> None:
    with command_line.start("verify", "--corpus", corpus.root, "--jobs", "1", "-v") as process:
        running = [int(number) for number in line.hear().split()]
        assert process.stdout
        process.stdout.close()
        os.kill(running[0], signal.SIGKILL)  # so that there is a result to print
        process.wait()
    assert process.returncode == -signal.SIGPIPE
    for child in running:
        assert_gone(child)
    assert list(command_line.temporary.iterdir()) == []


def test_killed_runner_leaves_no_process(corpus: CorpusWriter, command_line: CommandLine, line: Line) -> None:
    with command_line.start("verify", "--corpus", corpus.root, "--jobs", "1") as process:
        running = [int(number) for number in line.hear().split()]
        process.kill()
    for child in running:
        assert_gone(child)
    (left,) = command_line.temporary.iterdir()
    young = command_line.temporary / f"{left.name}-young"
    young.mkdir()
    os.utime(left, (0, 0))  # old enough to count as left behind
    done = command_line.run("verify", "--corpus", corpus.root, "quick", "waiting")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "2 passed, 0 failed")
    assert list(command_line.temporary.iterdir()) == [young]


def test_foreign_folders_are_never_deleted(corpus: CorpusWriter, command_line: CommandLine, tmp_path: Path) -> None:
    corpus.example("quick")
    linked = tmp_path / "linked"
    unpacked, unlocked = (command_line.temporary / name for name in ("fastapi-by-example-main", f"{PREFIX}1"))
    for folder in (unpacked, unlocked, linked):
        folder.mkdir()
        (folder / "work.txt").write_text("dear")
    for folder in (unpacked, linked):
        (folder / "lock").touch()
    (command_line.temporary / f"{PREFIX}2").symlink_to(linked)
    for folder in (unpacked, unlocked, linked):
        os.utime(folder, (0, 0))
    os.utime(command_line.temporary / f"{PREFIX}2", (0, 0), follow_symlinks=False)
    assert command_line.run("verify", "--corpus", corpus.root).returncode == 0
    assert {folder.name: (folder / "work.txt").read_text() for folder in command_line.temporary.iterdir()} == {
        "fastapi-by-example-main": "dear",
        f"{PREFIX}1": "dear",
        f"{PREFIX}2": "dear",
    }
    assert [path.name for path in unlocked.iterdir()] == ["work.txt"]


def test_killed_interpreter_affects_only_its_example(
    corpus: CorpusWriter, command_line: CommandLine, line: Line
) -> None:
    with command_line.start("verify", "--corpus", corpus.root, "--jobs", "1", "--json") as process:
        *children, interpreter = (int(number) for number in line.hear().split())
        os.kill(interpreter, signal.SIGKILL)
        printed, _ = process.communicate()
    for child in children:
        assert_gone(child)
    run = Run.model_validate(json.loads(printed[printed.index("{\n") :]))
    assert outcomes(run) == {"quick": Outcome.PASSED, "slow": Outcome.ERROR, "waiting": Outcome.PASSED}
    assert "killed by SIGKILL" in run.examples[1].message
