"""Fixtures shared by the runner's tests: a cache separate from the user's, and ways to verify a corpus."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fastapi_by_example.corpus.concept import Corpus
from fastapi_by_example.corpus.selection import select
from fastapi_by_example.environments.build import Resolved
from fastapi_by_example.environments.resolution import Python, find_python
from fastapi_by_example.execution import interpreter as execution
from fastapi_by_example.execution.interpreter import Limits
from fastapi_by_example.execution.verify import Options, Session, verify
from fastapi_by_example.run.document import ExampleResult, Outcome, Run
from fastapi_by_example.run.events import Event
from fastapi_by_example.run.remembered import Remembered, recall
from fastapi_by_example.store.cache import CACHE_VARIABLE, Cache
from fastapi_by_example.targets.target import parse_target
from tests.calling import Caller
from tests.corpora import CorpusWriter

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A session in the background ignores Ctrl-C, and so would the commands that it starts."""

BYSTANDER = """
    import os
    from pathlib import Path

    def test_nothing_of_the_other_examples_is_left():
        own = {"bystander.py", "test_bystander.py"}
        assert {path.name for path in Path.cwd().iterdir() if path.suffix} == own
        assert list(Path.home().iterdir()) == []
        assert "LEFT_BY_ANOTHER" not in os.environ
"""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache that starts empty and is shared by all tests that do not inspect it."""
    return Cache(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def python(cache: Cache) -> Python:
    """The interpreter that runs the tests."""
    return find_python(None, cache)


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Caller:
    """The command line, called in this process."""
    return Caller(monkeypatch, capsys)


@pytest.fixture
def corpus(tmp_path: Path) -> CorpusWriter:
    """An empty corpus."""
    return CorpusWriter(tmp_path / "corpus")


@dataclass
class Verifier:
    """Verifies corpora in this process, and keeps the events."""

    cache: Cache
    python: Python
    events: list[Event] = field(default_factory=list)

    def __call__(
        self,
        written: CorpusWriter | Corpus,
        *words: str,
        target: str = "known-good",
        options: Options | None = None,
        remembered: Remembered | None = None,
        watch: Callable[[Event], None] = lambda _: None,
    ) -> Run:
        found = written.discover() if isinstance(written, CorpusWriter) else written

        def note(event: Event) -> None:
            self.events.append(event)
            watch(event)

        recalled = remembered or recall(self.cache, found.root)
        session = Session(found, self.python, self.cache, recalled, options or Options(), note)
        return verify(session, select(found, words), Resolved(parse_target(target), self.python, self.cache))


@pytest.fixture
def verifier(cache: Cache, python: Python) -> Verifier:
    """Verify a corpus with the shared cache."""
    return Verifier(cache, python)


Judged = Callable[..., ExampleResult]


@pytest.fixture(params=[pytest.param(True, id="forked"), pytest.param(False, id="fresh")])
def forked(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Both ways to run an example in its own process: forked (if that is safe) or not."""
    if request.param and not execution.CAN_FORK:
        pytest.skip("processes cannot be forked safely on this system")
    monkeypatch.setattr(execution, "CAN_FORK", request.param)
    return bool(request.param)


@pytest.fixture
def judged(corpus: CorpusWriter, verifier: Verifier, forked: bool) -> Judged:
    """Verify one example, then a good one in the same interpreter, which has to pass."""

    def judge(
        test: str,
        *,
        script: str = "",
        dependencies: Sequence[str] = (),
        timeout: float = 30.0,
        memory: int = 2 * 2**30,
    ) -> ExampleResult:
        corpus.example("faulty", test, script=script, dependencies=dependencies)
        corpus.example("bystander", BYSTANDER, dependencies=dependencies)
        run = verifier(corpus, options=Options(jobs=1, limits=Limits(timeout, memory)))
        faulty, bystander = run.examples
        assert bystander.outcome is Outcome.PASSED, bystander
        assert not run.interrupted
        return faulty

    return judge


@dataclass(frozen=True)
class CommandLine:
    """The runner in a separate process, with its own cache, temporary folder and home."""

    cache: Path
    temporary: Path
    home: Path

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a command; its standard error is merged into its standard output."""
        return subprocess.Popen(
            [sys.executable, "-m", "fastapi_by_example", *map(str, arguments)],
            env=self.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        with self.start(*arguments) as process:
            output, _ = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, output)

    def variables(self) -> dict[str, str]:
        """The environment variables of a command: uv keeps its own cache, so that nothing is downloaded twice."""
        uv_cache = os.environ.get("UV_CACHE_DIR") or str(Path.home() / ".cache" / "uv")
        own = {CACHE_VARIABLE: str(self.cache), "TMPDIR": str(self.temporary), "HOME": str(self.home)}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "COLUMNS"))}
        return {**kept, "UV_CACHE_DIR": uv_cache, **own}


@pytest.fixture
def command_line(cache: Cache, tmp_path: Path) -> CommandLine:
    """The runner's command, with the shared cache of the tests."""
    line = CommandLine(cache.root, tmp_path / "temporary", tmp_path / "home")
    line.temporary.mkdir()
    line.home.mkdir()
    return line
