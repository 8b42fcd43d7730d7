"""Run examples: one warm interpreter per environment and worker, a job at a time, each in a fresh copy of its files."""

import contextlib
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from runner.catalog import Concept
from runner.environments import Environment
from runner.results import ExampleResult, Outcome
from runner.verdict import Evidence, how_it_ended, judge

PROBE = Path(__file__).parent / "probe" / "__main__.py"
PASSED_ON = (
    "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR", "LD_LIBRARY_PATH", "DOCKER_HOST",
    "DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL",
)  # fmt: skip
"""What an example sees of the environment of the runner; anything else could change what it does."""
CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""Whether examples are forked off a warm interpreter, or get a fresh one each. On macOS a fork is unsafe: the system's
libraries may have started threads before it, for which Python's multiprocessing does without (bpo-33725)."""
PYTEST_INI = "[pytest]\nverbosity_assertions = 2\nxfail_strict = true\n"
HANG_UP_PATIENCE = 10.0
START_PATIENCE = 300.0
"""Seconds that an interpreter gets for the imports of all its examples."""
ANSWER_PATIENCE = 30.0
"""Seconds beyond the time limit of an example after which its interpreter is taken for dead."""


@dataclass(frozen=True)
class Limits:
    """What one example may use: seconds of time, and bytes of memory for each of its processes (0: no limit)."""

    timeout: float = 60.0
    memory: int = 2 * 2**30


class BrokenEnvironmentError(Exception):
    """The interpreter of an environment did not start, or is not what was installed."""


class Template:
    """A warm interpreter of one environment, which starts a process for each example that it is given."""

    def __init__(self, environment: Environment, instrument: Path, folder: Path, imports: Iterable[str]) -> None:
        self.environment = environment
        self.folder = folder
        self.log = folder / "template.log"
        try:
            ready = self.start(instrument, list(imports))
        except BrokenEnvironmentError:  # if an import did that, the examples with it meet it alone
            ready = self.start(instrument, [])
        self.check(ready)

    def start(self, instrument: Path, imports: list[str]) -> dict[str, object]:
        """Start the interpreter; return what it says of itself once it has imported. Raises BrokenEnvironmentError."""
        self.folder.mkdir(parents=True)
        (self.folder / "pytest.ini").write_text(PYTEST_INI, encoding="utf-8")
        self.control, other = socket.socketpair()
        with other, self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.environment.python), str(PROBE), str(other.fileno()), str(instrument)],
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.variables(),
                start_new_session=True,
            )
        self.answers = self.control.makefile("r", encoding="utf-8")
        try:
            self.send({"imports": imports, "folder": str(self.folder), "fork": CAN_FORK})
            return self.receive(START_PATIENCE)
        except BrokenEnvironmentError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: tuple[type[BaseException], BaseException, TracebackType] | None) -> None:
        self.close()

    def variables(self) -> dict[str, str]:
        """The environment variables of the interpreter and of all examples in it."""
        given = {name: value for name in PASSED_ON if (value := os.environ.get(name)) is not None}
        home = self.folder / "interpreter.home"  # a name that no slug can have
        home.mkdir(exist_ok=True)
        binaries = self.environment.python.parent
        if self.environment.foreign:
            given["PYTHONDONTWRITEBYTECODE"] = "1"
        return {
            **given,
            "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(binaries.parent),
            "HOME": str(home),
            "PYTHONHASHSEED": "0",  # the order of sets must not look like a change of behaviour
            "PYTHONUNBUFFERED": "1",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }

    def send(self, message: object) -> None:
        """Send one line of JSON. Raises BrokenEnvironmentError where nobody listens any more."""
        try:
            self.control.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise BrokenEnvironmentError(self.last_words()) from error

    def receive(self, patience: float) -> dict[str, object]:
        """Receive one line of JSON. Raises BrokenEnvironmentError where the interpreter has ended, or is silent."""
        try:
            self.control.settimeout(patience)
            line = self.answers.readline()
            message = json.loads(line) if line.endswith("\n") else None
        except (OSError, ValueError) as error:
            raise BrokenEnvironmentError(self.last_words()) from error
        if not isinstance(message, dict):
            raise BrokenEnvironmentError(self.last_words())
        return message

    def check(self, ready: dict[str, object]) -> None:
        """Hold the FastAPI that was imported against the one that was installed, by version and by file."""
        installed = self.environment.packages.get("fastapi", "")
        file = str(ready["file"])
        wrong_file = file and not Path(file).is_relative_to(self.environment.site_packages)
        wrong_version = installed and "://" not in installed and ready["fastapi"] not in (installed, "")
        if (file and wrong_file) or wrong_version:
            self.close()
            raise BrokenEnvironmentError(
                f"FastAPI {ready['fastapi']} was imported from {file}, but the environment has {installed or 'none'}"
            )

    def run(self, concept: Concept, limits: Limits, root: Path) -> ExampleResult:
        """Run one example in a fresh copy of its files and judge it; the copy is removed afterwards."""
        folder = self.folder / concept.slug
        copy_example(concept, folder)
        home, temporary = self.folder / f"{concept.slug}.home", self.folder / f"{concept.slug}.tmp"
        for made in (home, temporary):
            made.mkdir()
        job = {
            "folder": str(folder),
            "test": concept.test.name,
            "imports": concept.imports,
            "environment": {"HOME": str(home), "TMPDIR": str(temporary)},
            "timeout": limits.timeout,
            "memory": limits.memory,
        }
        try:
            self.send(job)
            answer = self.receive(limits.timeout + ANSWER_PATIENCE)
        finally:
            for used in (folder, home, temporary):
                remove(used)
        evidence = Evidence(
            status=int(str(answer["status"])),
            timed_out=bool(answer["timed_out"]),
            seconds=float(str(answer["seconds"])),
            events=str(answer["events"]),
            output=str(answer["output"]),
            printed=int(str(answer["printed"])),
            faults=str(answer["faults"]),
            cut=bool(answer["cut"]),
            left_behind=tuple(str(command) for command in list(answer["left_behind"])),  # type: ignore[call-overload]
        )
        return judge(concept, evidence, timeout=limits.timeout, memory=limits.memory, scrub=self.scrub(concept, root))

    def scrub(self, concept: Concept, root: Path) -> "Scrub":
        """The replacements that make the paths of this run those of the originals."""
        original = (
            concept.script.parent.relative_to(root) if concept.script.is_relative_to(root) else concept.script.parent
        )
        return Scrub(
            (
                (f"{self.folder / concept.slug}/conftest.py", "conftest.py"),
                (f"{self.folder / concept.slug}/", f"{original}/"),
                (f"{self.folder / concept.slug}", f"{original}"),
                (f"{concept.script.parent}/", f"{original}/"),
                (f"{self.folder}/", ""),
                (f"{self.environment.site_packages}/", "site-packages/"),
                (f"{self.environment.folder}/", "environment/"),
            )
        )

    def last_words(self) -> str:
        """What the interpreter printed before it ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(HANG_UP_PATIENCE)
        printed = self.log.read_text(encoding="utf-8", errors="replace").strip()
        status = self.process.returncode
        how = "is silent" if status is None else f"ended ({how_it_ended(status)})"
        return f"the environment's interpreter {how}: {printed[-2000:] or 'it printed nothing'}"

    def hang_up(self) -> None:
        """Have the interpreter end itself and what it runs; whoever waits for an answer gets an error."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the interpreter and, if there is one, the example that runs; remove the folder of both."""
        self.hang_up()
        self.answers.close()
        self.control.close()
        try:
            self.process.wait(HANG_UP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.returncode < 0:  # it was killed, and could not end what it had run
            end_strays(self.folder)
        remove(self.folder)


@dataclass(frozen=True)
class Scrub:
    """Replaces what differs from run to run and from machine to machine in a text."""

    replacements: tuple[tuple[str, str], ...]

    def __call__(self, text: str) -> str:
        """The text with every replacement made, in order."""
        for old, new in self.replacements:
            text = text.replace(old, new)
        return text


def copy_example(concept: Concept, folder: Path) -> None:
    """Copy script, test, assets and shared fixtures with their modes into a new folder; a link to nothing stays one."""
    folder.mkdir()
    for file in concept.files:
        if file.is_dir():
            shutil.copytree(file, folder / file.name, symlinks=True)
        else:
            shutil.copy(file, folder / file.name, follow_symlinks=file.exists())


def end_strays(folder: Path) -> None:
    """Kill the processes that were started with a home below a folder (Linux; elsewhere none are known)."""
    mark = f"HOME={folder}/".encode()
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes():
                os.kill(int(environ.parent.name), signal.SIGKILL)


def remove(folder: Path) -> None:
    """Delete a folder, and also what an example has locked in it; of a link that took its place, only the link.

    What is left even then, such as a file of another user, stays: it must not end the run.
    """
    with contextlib.suppress(OSError):
        if folder.is_symlink():
            folder.unlink()
            return
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            unlock(folder)
            shutil.rmtree(folder, ignore_errors=True)


def unlock(folder: Path) -> None:
    """Make a folder and those below it accessible, as far as the system allows."""
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    for parent, names, _ in os.walk(folder):
        for inner in (Path(parent, name) for name in names):
            with contextlib.suppress(OSError):
                if not inner.is_symlink():
                    inner.chmod(0o700)


def not_run(concept: Concept, root: Path, outcome: Outcome, message: str) -> ExampleResult:
    """The result of an example that never got a process."""
    return ExampleResult(
        slug=concept.slug,
        table=concept.table,
        title=concept.title,
        outcome=outcome,
        message=message,
        file=str(relative(concept.script, root)),
        line=1,
    )


def relative(path: Path, root: Path) -> Path:
    """A path as reports name it: relative to the corpus."""
    return path.relative_to(root) if path.is_relative_to(root) else path


def platform_name() -> str:
    """The system that the examples ran on, as the run file names it."""
    return f"{platform.system()} {platform.machine()}"
