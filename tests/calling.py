"""Call the command line: in this process, in a separate process, or on a terminal."""

import contextlib
import http.client
import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fastapi_by_example.cli.app import main
from tests.corpora import CorpusWriter

COMMAND = str(Path(sys.executable).with_name("fastapi-by-example"))


@dataclass(frozen=True)
class Called:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


class Caller:
    """Calls commands in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(self, *arguments: str | Path) -> Called:
        """Call a command; an exception other than its exit is a failure of the test."""
        self.monkeypatch.setattr(sys.modules["__main__"], "__package__", None)
        self.monkeypatch.setattr(sys, "argv", ["fastapi-by-example", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        out, err = self.capsys.readouterr()
        return Called(code, out, err)

    def fine(self, *arguments: str | Path) -> str:
        """Call a command that has to succeed; return what it printed."""
        called = self(*arguments)
        assert called.code == 0, called
        return called.out

    def refused(self, *arguments: str | Path) -> str:
        """Call a command that has to fail with exit code 2; return its message."""
        called = self(*arguments)
        assert called.code == 2, called
        assert "Traceback" not in called.err
        assert called.out == ""
        assert called.err.startswith("error: ")
        assert called.err.endswith("\n")
        return called.err.removeprefix("error: ").rstrip("\n")


def on_a_terminal(arguments: list[str], environ: Mapping[str, str]) -> str:
    """Run a command on its own terminal; return everything that it printed there."""
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(arguments, stdin=its_end, stdout=its_end, stderr=its_end, env=environ)
    os.close(its_end)
    written = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while part := os.read(terminal, 65536):
            written += part
    os.close(terminal)
    process.wait()
    return written.decode()


@contextlib.contextmanager
def serving(arguments: list[str], environ: Mapping[str, str], port: int) -> Iterator[Callable[[str], Any]]:
    """Run a command that serves during the block; yield a function that requests the JSON at a path."""
    command = subprocess.Popen(
        arguments, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )

    def ask(path: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", path)
        return json.load(connection.getresponse())

    def listens() -> bool:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return True
        return False

    try:
        assert command.stdout
        printed = []
        for line in command.stdout:
            printed.append(line)
            if "startup complete" in line:
                break
            if "startup failed" in line:  # a server that reloads would wait for another version
                raise AssertionError("".join(printed))
        else:
            raise AssertionError("".join(printed))
        while not listens():  # it prints that it has started a moment before it listens
            assert command.poll() is None, "the command has ended"
        yield ask
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(command.pid, signal.SIGKILL)
        command.communicate()


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environment(**more: str) -> dict[str, str]:
    """The variables of this process without those that change what commands print."""
    changing = ("GITHUB_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TTY_", "CI")
    return {**{name: value for name, value in os.environ.items() if not name.startswith(changing)}, **more}


def uv_path() -> str:
    """The uv beside this interpreter, or else the one on the path."""
    beside = Path(sys.executable).with_name("uv")
    found = str(beside) if beside.is_file() else shutil.which("uv")
    assert found
    return found


def use_small_corpus(corpus: CorpusWriter, monkeypatch: pytest.MonkeyPatch) -> CorpusWriter:
    """Fill a corpus with two examples, and have all commands use it."""
    corpus.example("first", title="First: it is first.", script="value = 1\n", assets={"first.txt": "an asset\n"})
    test = "def test_it(shared):\n    assert shared\n"
    corpus.example("second", test, table="02_more", title="Second: it is second.")
    fixture = "import pytest\n\n\n@pytest.fixture\ndef shared() -> bool:\n    return True\n"
    (corpus.root / "conftest.py").write_text(fixture)
    monkeypatch.setenv("FASTAPI_BY_EXAMPLE_CORPUS", str(corpus.root))
    return corpus
