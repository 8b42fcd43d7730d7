"""Run a command that runs pytest somewhere, with the recorder injected."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from fastapi_by_example import probe
from fastapi_by_example.errors import NothingVerifiedError, UsageError
from fastapi_by_example.probe.protocol import BODIES_VARIABLE, FOLDER_VARIABLE, STARTED_VARIABLE
from fastapi_by_example.project.recording import Recorded, merged
from fastapi_by_example.run.document import INTERRUPTED, Run

INJECTED = "fastapi_by_example_recorder"
"""The name under which the target environment imports the probe."""

MOST_LINES = 200
"""Lines at the end of a command's output that are searched for a reason."""

LAST_SECONDS = 10
"""Seconds that pytest has to end a session that exceeded the time limit, before it is killed."""


@dataclass(frozen=True)
class Command:
    """A command, its folder and variables, and whether to record bodies. Its output goes to standard error.

    `timeout` is the time limit in seconds for each test; 0 means no limit.
    """

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    bodies: bool = True
    timeout: float = 0


def record(command: Command, recorded: Recorded, scrub: Callable[[str], str] = str) -> tuple[Run, int]:
    """Run a command; return the run of its tests and its exit code.

    Raises UsageError if it cannot be started, and NothingVerifiedError if no test was recorded.
    """
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="fastapi-by-example-") as folder:
        environment = {**command.environment, **_injection(Path(folder), command.environment, bodies=command.bodies)}
        parts = Path(folder) / "parts"
        code, output, is_late = _run(command, environment, parts)
        late = (
            f"stopped because no test ended within {command.timeout:g} seconds; --timeout allows more"
            if is_late
            else ""
        )
        run = merged(parts, replace(recorded, notes=(*recorded.notes, *filter(None, [late]))), started, scrub)
    if run is None:
        reason = late or _reason(scrub(output))
        hint = "" if reason else "it has to run pytest, and pass PYTHONPATH and PYTEST_PLUGINS on to it"
        raise NothingVerifiedError(f"`{recorded.command}` ran no test{reason and ': '}{reason}", hint=hint)
    return run, code


def _run(command: Command, environment: Mapping[str, str], parts: Path) -> tuple[int, str, bool]:
    """Run a command, showing its output.

    Return its exit code, or INTERRUPTED after Ctrl-C; the end of its output; and whether it exceeded the time limit.
    """
    try:
        with subprocess.Popen(
            list(command.arguments),
            cwd=command.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0 if command.timeout else None,
        ) as process:
            last: deque[str] = deque(maxlen=MOST_LINES)
            with _Limit(process, command.timeout, parts) as limit:
                interrupted = True
                try:
                    for line in process.stdout or ():
                        last.append(line)
                        sys.stderr.write(line)
                    interrupted = False
                except KeyboardInterrupt:  # pytest exits in its own way
                    if command.timeout:  # in its own process group, it did not get Ctrl-C
                        process.send_signal(signal.SIGINT)
        return INTERRUPTED if interrupted else process.returncode, "".join(last), limit.is_exceeded
    except OSError as error:
        raise UsageError(f"cannot run {command.arguments[0]}: {error.strerror}") from error


class _Limit:
    """Interrupts a session of pytest, and then kills it, if none of its processes records an event for too long."""

    def __init__(self, process: subprocess.Popen[str], seconds: float, parts: Path) -> None:
        self.process = process
        self.seconds = seconds
        self.parts = parts
        self.is_exceeded = False
        self._started = time.time()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Limit":
        if self.seconds:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def _watch(self) -> None:
        while (left := self._last_event() + self.seconds - time.time()) > 0:
            if self._ended.wait(left):
                return
        self.is_exceeded = True
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGINT)
            if not self._ended.wait(LAST_SECONDS):
                os.killpg(self.process.pid, signal.SIGKILL)

    def _last_event(self) -> float:
        return max([self._started, *(file.stat().st_mtime for file in self.parts.glob("*.jsonl"))])


def _reason(output: str) -> str:
    """The reason why no test ran: the last error in the output of pytest, if there is one."""
    form = re.compile(r"E  |ERROR|\w*(Error|Exception|Exit)\b|.*: error:")
    errors = [line for line in output.splitlines() if form.match(line)]
    return errors[-1].removeprefix("E  ").strip() if errors else ""


def _injection(folder: Path, environment: Mapping[str, str], *, bodies: bool) -> dict[str, str]:
    """The variables that make any pytest load the recorder, which needs only pytest there."""
    importable = folder / "importable"
    importable.mkdir()
    (importable / INJECTED).symlink_to(Path(probe.__file__).parent, target_is_directory=True)
    paths = [str(importable), *filter(None, [environment.get("PYTHONPATH")])]
    plugins = [f"{INJECTED}.record", *filter(None, [environment.get("PYTEST_PLUGINS")])]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTEST_PLUGINS": ",".join(plugins),
        FOLDER_VARIABLE: str(folder / "parts"),
        BODIES_VARIABLE: "yes" if bodies else "no",
        STARTED_VARIABLE: "",
    }
