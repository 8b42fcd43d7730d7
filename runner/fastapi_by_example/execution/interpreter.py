"""Run examples in one warm interpreter per environment and worker, each in a fresh copy of its files."""

import contextlib
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.build import Environment
from fastapi_by_example.execution.files import Scrub, copy_example, end_strays, relative, remove
from fastapi_by_example.execution.judge import evidence_of, how_it_ended, judge
from fastapi_by_example.execution.watches import WatchRun, read_watches, with_watches
from fastapi_by_example.probe.protocol import Answer, Job
from fastapi_by_example.run.document import ExampleResult, Outcome

PROBE = Path(__file__).parents[1] / "probe" / "__main__.py"
PASSED_ON = (
    "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "DOCKER_HOST",
    "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF",
)  # fmt: skip
"""The environment variables that all examples inherit; any other variable could change their behaviour.

An example also gets the variables that its header declares as services."""
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether examples are forked from a warm interpreter or get a fresh one each.

A fork is unsafe on macOS, where system libraries may have started threads (bpo-33725)."""
PYTEST_INI = """[pytest]
python_files = test_*.py watch_*.py
python_functions = test watch_
verbosity_assertions = 2
xfail_strict = true
"""
HANG_UP_PATIENCE = 10.0
START_PATIENCE = 300.0
"""Time limit for starting an interpreter that imports no module of an example, in seconds."""
IMPORT_PATIENCE = 20.0
"""Shortest time limit for the imports of all examples of an interpreter, in seconds."""
FOR_VERIFICATION = "-for-verification-only-0123456789"
"""Suffix of the value of a required environment variable: long enough for a signing key, and obviously no secret."""
ANSWER_PATIENCE = 30.0
"""Seconds after the time limit of an example at which its interpreter is considered dead."""


@dataclass(frozen=True)
class Limits:
    """Limits per example.

    `timeout` is in seconds for all promises together, `watch_timeout` for each watch; 0 runs no watches. `memory` is
    in bytes per process; 0 means no limit. With `renewed`, the time restarts at each event, and `patience` is the
    time limit until the first one.
    """

    timeout: float = 60.0
    memory: int = 2 * 2**30
    watch_timeout: float = 10.0
    renewed: bool = False
    patience: float = 60.0

    def for_watches(self) -> "Limits":
        """The limits for the process of the watches, whose time restarts with each watch."""
        own = min(self.timeout, self.watch_timeout)
        return replace(self, timeout=own, renewed=True, patience=self.timeout)


class BrokenEnvironmentError(Exception):
    """The interpreter of an environment did not start, or imported a FastAPI other than the installed one."""


class Interpreter:
    """A warm interpreter of one environment, which starts a process for each example.

    `tools` is a folder with pytest; the interpreter runs in `folder`, which must not exist yet.
    """

    def __init__(self, environment: Environment, tools: Path, folder: Path) -> None:
        self.environment = environment
        self.tools = tools
        self.folder = folder
        self.log = folder / "interpreter.log"
        self.hung_up = False
        self._open()

    def start(self, imports: Iterable[str], patience: float) -> bool:
        """Import the modules of the examples; return whether that worked within some seconds.

        If it did not, another interpreter is started that imports nothing in advance, so that only the examples that
        import the crashing or hanging module fail. Raises BrokenEnvironmentError.
        """
        try:
            ready = self._prepare(list(imports), patience)
        except BrokenEnvironmentError:
            if self.hung_up:
                raise
            self._open()
            if self.hung_up:  # in the meantime
                self._shut_down()
            ready = self._prepare([], START_PATIENCE)
            self._check(ready)
            return False
        self._check(ready)
        return True

    def _open(self) -> None:
        """Start the process."""
        self.folder.mkdir(parents=True)
        self._tidy()
        self.control, other = socket.socketpair()
        with other, self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.environment.python), str(PROBE), str(other.fileno()), str(self.tools)],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._variables(),
                start_new_session=True,
            )
        self.answers = self.control.makefile("r", encoding="utf-8")

    def _prepare(self, imports: list[str], patience: float) -> dict[str, object]:
        """Make the process import modules; return its first message after that. Raises BrokenEnvironmentError."""
        try:
            self._send({"imports": imports, "folder": str(self.folder), "fork": CAN_FORK})
            return self._receive(patience)
        except BrokenEnvironmentError:
            self.close()
            raise

    def _variables(self) -> dict[str, str]:
        """The environment variables of the interpreter and its examples."""
        given = {name: value for name in PASSED_ON if (value := os.environ.get(name)) is not None}
        binaries = self.environment.python.parent
        return {
            **given,
            "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(binaries.parent),
            "HOME": str(self.folder / "home"),
            "PYTHONDONTWRITEBYTECODE": "1",  # the environment is compiled, and any change to it is damage
            "PYTHONHASHSEED": "0",  # otherwise the order of sets would look like a change of behaviour
            "PYTHONUNBUFFERED": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }

    def _send(self, message: object) -> None:
        """Send one line of JSON. Raises BrokenEnvironmentError if the interpreter has ended."""
        try:
            self.control.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise BrokenEnvironmentError(self._describe_end()) from error

    def _receive(self, patience: float | None) -> dict[str, object]:
        """Receive one line of JSON. Raises BrokenEnvironmentError if the interpreter has ended or does not answer."""
        try:
            self.control.settimeout(patience)
            line = self.answers.readline()
            message = json.loads(line) if line.endswith("\n") else None
        except (OSError, ValueError) as error:
            self._shut_down()  # so that one that hangs is ended
            raise BrokenEnvironmentError(self._describe_end()) from error
        if not isinstance(message, dict):
            raise BrokenEnvironmentError(self._describe_end())
        return message

    def _check(self, ready: dict[str, object]) -> None:
        """Check that the imported FastAPI is the installed one, by version and file."""
        installed = self.environment.packages.get("fastapi", "")
        file = str(ready["file"])
        wrong_file = file and not Path(file).is_relative_to(self.environment.site_packages)
        wrong_version = installed and "://" not in installed and ready["fastapi"] not in (installed, "")
        if (file and wrong_file) or wrong_version:
            self.close()
            raise BrokenEnvironmentError(
                f"FastAPI {ready['fastapi']} was imported from {file}, but the environment has {installed or 'none'}"
            )

    def _tidy(self) -> None:
        """Undo what an example did to the folder above its own: it would affect the next example."""
        with contextlib.suppress(OSError):
            self.folder.chmod(0o700)
        (self.folder / "home").mkdir(parents=True, exist_ok=True)
        for path in self.folder.iterdir():
            if path.name not in ("home", self.log.name):
                remove(path)
        (self.folder / "pytest.ini").write_text(PYTEST_INI, encoding="utf-8")

    def run(self, concept: Concept, limits: Limits, root: Path) -> ExampleResult:
        """Run an example's promises, then its watches, in a temporary copy of its files."""
        self._tidy()
        place = Path(tempfile.mkdtemp(prefix="", dir=self.folder))  # no other example can guess its name
        copy_example(concept, place / "files")
        try:
            scrub = self._scrub(concept, place / "files", root)
            answer = self._ask(concept, concept.test.name, place, limits)
            evidence = evidence_of(answer)
            result = judge(concept, evidence, timeout=limits.timeout, memory=limits.memory, scrub=scrub)
            if concept.watch and limits.watch_timeout:
                watched = self._watch(concept, place, limits, scrub)
                result = with_watches(result, watched)
        finally:
            remove(place)
        return result

    def _watch(self, concept: Concept, place: Path, limits: Limits, scrub: Scrub) -> list[WatchRun]:
        """Run the watches in their own process. If one hangs or crashes, run the remaining ones in a new process."""
        assert concept.watch
        runs: list[WatchRun] = []
        names: list[str] = []
        while True:
            answer = self._ask(concept, concept.watch.name, place, limits.for_watches(), names)
            runs.append(read_watches(evidence_of(answer), scrub))
            names = runs[-1].left
            if not names:
                return runs

    def _ask(self, concept: Concept, file: str, place: Path, limits: Limits, names: Sequence[str] = ()) -> Answer:
        home, temporary = place / "home", place / "tmp"
        for folder in (home, temporary):
            remove(folder)
            folder.mkdir()
        variables = {name: os.environ[name] for name in concept.declared.services if name in os.environ}
        variables |= {name: f"{name.lower()}{FOR_VERIFICATION}" for name in concept.declared.environment}
        job: Job = {
            "slug": concept.slug,
            "folder": str(place / "files"),
            "file": file,
            "names": list(names),
            "imports": list(concept.imports),
            "environment": {"HOME": str(home), "TMPDIR": str(temporary), **variables},
            "timeout": limits.timeout,
            "renew": limits.renewed,
            "patience": limits.patience,
            "memory": limits.memory,
        }
        self._send(job)
        # With a renewed limit, only the probe knows the time limit of the whole job.
        return cast(Answer, self._receive(None if limits.renewed else limits.timeout + ANSWER_PATIENCE))

    def _scrub(self, concept: Concept, files: Path, root: Path) -> Scrub:
        original, place = relative(concept.script.parent, root), files.parent
        made = self.environment
        linked = [base / made.site_packages.relative_to(made.folder) for base in made.bases]
        return Scrub(
            (
                (f"{files}/conftest.py", "conftest.py"),
                (f"{files}/", f"{original}/"),
                (f"{files}", f"{original}"),
                (f"{concept.script.parent}/", f"{original}/"),
                (f"{place}/", "example/"),
                (f"{place.name}/files/", f"{original}/"),  # pytest names tests relative to the folder above
                (f"{place.name}/", "example/"),
                (f"{self.tools}/", "tools/"),
                (f"{self.folder}/", ""),
                *((f"{folder}/", "site-packages/") for folder in (made.site_packages, *linked)),
                (f"{made.folder}/", "environment/"),
            )
        )

    def _describe_end(self) -> str:
        """How the interpreter ended, and the end of its output."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(HANG_UP_PATIENCE)
        printed = self.log.read_text(encoding="utf-8", errors="replace").strip()
        status = self.process.returncode
        how = "did not answer" if status is None else f"ended ({how_it_ended(status)})"
        return f"the environment's interpreter {how}: {printed[-2000:] or 'it printed nothing'}"

    def hang_up(self) -> None:
        """Make the interpreter exit and end its example; a pending answer becomes an error."""
        self.hung_up = True
        self._shut_down()

    def _shut_down(self) -> None:
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the interpreter and any running example, and remove their folder."""
        self._shut_down()
        self.answers.close()
        self.control.close()
        try:
            self.process.wait(HANG_UP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.returncode < 0:  # it was killed and could not end its example
            end_strays(self.folder)
        remove(self.folder)


def started(environment: Environment, tools: Path, folder: Path, imports: Iterable[str] = ()) -> Interpreter:
    """An interpreter that has imported some modules. Raises BrokenEnvironmentError."""
    interpreter = Interpreter(environment, tools, folder)
    interpreter.start(imports, START_PATIENCE)
    return interpreter


def not_run(concept: Concept, root: Path, outcome: Outcome, message: str) -> ExampleResult:
    """The result of an example that was not run."""
    return ExampleResult(
        slug=concept.slug,
        table=concept.table,
        title=concept.title,
        outcome=outcome,
        message=message,
        file=str(relative(concept.script, root)),
        line=1,
    )


def platform_name() -> str:
    """The platform, as the run file names it."""
    return f"{platform.system()} {platform.machine()}"
