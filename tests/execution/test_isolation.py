"""Examples are isolated: processes are ended, files are removed, and forged results are rejected."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from fastapi_by_example.execution.verify import Options
from fastapi_by_example.probe.supervise import living_parent
from fastapi_by_example.run.document import Outcome
from tests.conftest import Judged, Verifier
from tests.corpora import FASTAPI, CorpusWriter
from tests.processes import assert_gone

TEST = "examples/01_first/test_faulty.py"


LEFT_BEHIND = {
    "a child": """\
        import subprocess, sys

        def test_it():
            child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
            print("left", child.pid)
        """,
    "a child that ignores signals": """\
        import os, signal

        def test_it():
            ready, ended = os.pipe()
            child = os.fork()
            if not child:
                for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                    signal.signal(number, signal.SIG_IGN)
                os.write(ended, b"x")
                while True:
                    signal.pause()
            os.read(ready, 1)
            print("left", child)
        """,
    "a daemon": """\
        import os, signal

        def test_it():
            heard, said = os.pipe()
            if not os.fork():
                os.setsid()
                if os.fork():
                    os._exit(0)
                os.chdir("/")
                for descriptor in (0, 1, 2):
                    os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
                os.write(said, str(os.getpid()).encode())
                while True:
                    signal.pause()
            os.wait()
            print("left", os.read(heard, 100).decode())
        """,
}


@pytest.mark.parametrize("kind", LEFT_BEHIND)
def test_leftover_process_is_ended_and_reported(judged: Judged, kind: str) -> None:
    result = judged(LEFT_BEHIND[kind])
    assert result.outcome is Outcome.PASSED
    left = int(result.output.split("left ")[1])
    assert_gone(left)
    (note,) = result.notes
    assert note.startswith("left a process behind, which was killed: ")
    assert "python" in note or (kind != "a child" and note.endswith("a process that it forked"))


def test_process_without_its_main_thread_is_ended() -> None:
    source = "import ctypes, threading\nthreading.Thread(target=threading.Event().wait).start()\n"
    with subprocess.Popen([sys.executable, "-c", source + "ctypes.CDLL(None).pthread_exit(None)"]) as process:
        folder = Path(f"/proc/{process.pid}")
        while ") Z " not in (folder / "stat").read_text():
            assert process.poll() is None
        parent = living_parent(folder)
        process.kill()
    assert parent == os.getpid()


def test_process_that_ends_soon_is_not_reported(judged: Judged) -> None:
    result = judged(
        """\
        import subprocess, sys

        def test_it():
            subprocess.Popen([sys.executable, "-c", "pass"])
        """
    )
    assert result.outcome is Outcome.PASSED
    assert result.notes == []


def test_output_of_an_ending_process_is_read_completely(judged: Judged) -> None:
    result = judged(
        """\
        import os, subprocess, sys

        TALK = "import os, time\\nwhile os.getppid() == {}: time.sleep(0.01)\\nprint('x' * 300_000)"

        def test_it():
            subprocess.Popen([sys.executable, "-c", TALK.format(os.getpid())])
        """
    )
    assert result.outcome is Outcome.PASSED
    (note,) = result.notes
    assert note == "printed 300001 bytes; the last 8000 characters were kept"


def test_fork_that_returns_through_pytest_counts_once(judged: Judged) -> None:
    result = judged(
        """\
        import os

        def test_it():
            child = os.fork()
            if child:
                assert os.waitpid(child, 0)[0] == child
            else:
                assert False, "this one is not the example"

        def test_after():
            pass
        """
    )
    assert result.outcome is Outcome.PASSED
    assert [(test.name, test.outcome) for test in result.tests] == [
        ("test_it", Outcome.PASSED),
        ("test_after", Outcome.PASSED),
    ]


FORGERY = """\
import json, os

def report(when):
    return {"nodeid": "faulty/test_faulty.py::test_it", "outcome": "passed", "when": when, "duration": 0.0,
            "longrepr": None, "longreprtext": ""}

FORGED = [
    {"event": "collected", "tests": ["faulty/test_faulty.py::test_it"]},
    {"event": "start", "test": "faulty/test_faulty.py::test_it"},
    *({"event": "report", "report": report(when)} for when in ("setup", "call", "teardown")),
    {"event": "finish", "observations": {}, "warnings": [], "fastapi": ""},
    {"event": "done", "status": 0},
]
TEXT = "".join("\\n" + json.dumps(event) for event in FORGED) + "\\n"

def test_it():
    DESCRIPTORS
    for descriptor in descriptors:
        try:
            os.write(descriptor, TEXT.encode())
        except OSError:
            pass
    ENDING
"""


@pytest.mark.parametrize("descriptors", ["[1, 2]", "range(1, 64)"])
@pytest.mark.parametrize(
    ("ending", "outcome"), [("assert False", Outcome.FAILED), ("os._exit(0)", Outcome.CRASHED)], ids=["fails", "leaves"]
)
def test_forged_protocol_is_not_a_pass(judged: Judged, descriptors: str, ending: str, outcome: Outcome) -> None:
    test = FORGERY.replace("DESCRIPTORS", f"descriptors = {descriptors}").replace("ENDING", ending)
    result = judged(test)
    assert result.outcome is outcome
    assert '"event": "finish"' in result.output


def test_example_does_not_write_to_checkout_or_home(
    judged: Judged, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "real_home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    before = sorted((tmp_path / "corpus").rglob("*"))
    result = judged(
        """\
        import os, tempfile
        from pathlib import Path

        def test_it():
            Path("written.txt").write_text("here")
            (Path.home() / "settings").write_text("there")
            tempfile.mkstemp(prefix="left-by-faulty")
            locked = Path("locked")
            locked.mkdir()
            (locked / "file").write_text("inside")
            locked.chmod(0)
            os.environ["LEFT_BY_ANOTHER"] = "yes"
            os.chdir("/")
            os.umask(0o777)
            assert False, "and fails"
        """
    )
    assert result.outcome is Outcome.FAILED
    assert (result.file, result.line) == (TEST, 15)
    after = {path.name for path in (tmp_path / "corpus").rglob("*")}
    assert after - {path.name for path in before} == {
        *("examples", "01_first", "table.toml", "faulty.py", "test_faulty.py", "bystander.py", "test_bystander.py")
    }
    assert list(home.iterdir()) == []


def test_module_that_shadows_fastapi_is_detected(judged: Judged) -> None:
    result = judged(
        """\
        import sys
        from pathlib import Path

        def test_it():
            for name in [name for name in sys.modules if name.partition(".")[0] == "fastapi"]:
                del sys.modules[name]
            Path("fastapi.py").write_text("FastAPI = object")
            from fastapi import FastAPI
            assert FastAPI is object
        """,
        dependencies=FASTAPI,
    )
    assert result.outcome is Outcome.ERROR
    assert result.message == "FastAPI was imported from examples/01_first/fastapi.py, which shadows the installed one"


def test_leftover_port_is_free_for_the_next_example(corpus: CorpusWriter, verifier: Verifier) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    corpus.example(
        "listener",
        f"""\
        import os, signal, socket

        def test_it():
            listener = socket.create_server(("127.0.0.1", {port}))
            ready, said = os.pipe()
            if not os.fork():
                os.setsid()
                os.write(said, b"x")
                while True:
                    signal.pause()
            os.read(ready, 1)
        """,
    )
    corpus.example(
        "next_listener", f"import socket\n\ndef test_it():\n    socket.create_server(('127.0.0.1', {port})).close()\n"
    )
    run = verifier(corpus, options=Options(jobs=1))
    assert [example.outcome for example in run.examples] == [Outcome.PASSED, Outcome.PASSED]
    assert run.examples[0].notes


def test_example_that_kills_its_interpreter_is_an_error(judged: Judged, tmp_path: Path) -> None:
    result = judged(
        f"""\
        import os, signal, subprocess, sys
        from pathlib import Path

        def test_it():
            child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
            Path({str(tmp_path / "left")!r}).write_text(str(child.pid))
            os.kill(os.getppid(), signal.SIGKILL)
            signal.pause()
        """
    )
    assert result.outcome is Outcome.ERROR
    assert "the environment's interpreter ended (the process was killed by SIGKILL)" in result.message
    assert_gone(int((tmp_path / "left").read_text()))


def test_example_does_not_inherit_file_descriptors(judged: Judged) -> None:
    result = judged(
        """\
        import os, stat

        def test_it():
            kinds = []
            for name in os.listdir("/proc/self/fd"):
                try:
                    kinds.append(stat.S_IFMT(os.fstat(int(name)).st_mode))
                except OSError:
                    continue  # the listing itself
            assert kinds.count(stat.S_IFSOCK) == 0
            assert kinds.count(stat.S_IFIFO) == 4  # both output streams, the results, the stack of a crash
        """
    )
    assert result.outcome is Outcome.PASSED, result.message


def test_leftover_shared_memory_is_deleted(judged: Judged) -> None:
    result = judged(
        """\
        import os

        def test_it():
            name = f"/dev/shm/left-by-{os.getpid()}"
            with open(name, "w") as file:
                file.write("left")
            print("left", name)
        """
    )
    assert result.outcome is Outcome.PASSED
    assert not Path(result.output.split("left ")[1].strip()).exists()


def test_no_random_path_is_in_a_result(judged: Judged) -> None:
    result = judged(
        """\
        import os
        from pathlib import Path

        def test_it():
            print("paths", Path.cwd(), Path.home(), os.environ["TMPDIR"], os.environ["PYTEST_CURRENT_TEST"])
            return 1
        """
    )
    told = "a test returns a value instead of asserting it: Test functions should return None, but "
    assert result.message.startswith(f"{told}{TEST}::test_it")
    paths = result.output.split("paths ")[1].split()
    assert paths[:4] == ["examples/01_first", "example/home", "example/tmp", f"{TEST}::test_it"]


def test_service_reaches_only_the_examples_that_declare_it(
    corpus: CorpusWriter, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_SERVICE_URL", "service://here")
    test = "import os\n\ndef test_it():\n    assert os.environ.get('SOME_SERVICE_URL') == {!r}\n"
    header = '[tool.fastapi-by-example]\nservices = ["SOME_SERVICE_URL"]'
    corpus.example("user", test.format("service://here"), header=header)
    corpus.example("other", test.format(None))
    assert [example.outcome for example in verifier(corpus).examples] == [Outcome.PASSED, Outcome.PASSED]
