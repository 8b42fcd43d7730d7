"""Run a command that runs pytest somewhere, with the recorder injected."""

import os
import re
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Command:
    """A command, its folder and variables, and whether to record bodies. Its output goes to standard error."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    bodies: bool = True


def record(command: Command, recorded: Recorded, scrub: Callable[[str], str] = str) -> tuple[Run, int]:
    """Run a command; return the run of its tests and its exit code.

    Raises UsageError if it cannot be started, and NothingVerifiedError if no test was recorded.
    """
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="fastapi-by-example-") as folder:
        environment = {**command.environment, **_injection(Path(folder), command.environment, bodies=command.bodies)}
        code, output = _run(command, environment)
        run = merged(Path(folder) / "parts", recorded, started, scrub)
    if run is None:
        reason = _reason(scrub(output))
        hint = "" if reason else "it has to run pytest, and pass PYTHONPATH and PYTEST_PLUGINS on to it"
        raise NothingVerifiedError(f"`{recorded.command}` ran no test{reason and ': '}{reason}", hint=hint)
    return run, code


def _run(command: Command, environment: Mapping[str, str]) -> tuple[int, str]:
    """Run a command, showing its output; return its exit code, INTERRUPTED after Ctrl-C, and the end of its output."""
    try:
        with subprocess.Popen(
            list(command.arguments),
            cwd=command.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            last: deque[str] = deque(maxlen=MOST_LINES)
            interrupted = True
            with suppress(KeyboardInterrupt):  # pytest gets it as well, and exits in its own way
                for line in process.stdout or ():
                    last.append(line)
                    sys.stderr.write(line)
                interrupted = False
        return INTERRUPTED if interrupted else process.returncode, "".join(last)
    except OSError as error:
        raise UsageError(f"cannot run {command.arguments[0]}: {error.strerror}") from error


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
