"""Run a command that runs pytest somewhere, with the recorder injected."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fastapi_by_example import probe
from fastapi_by_example.errors import UsageError
from fastapi_by_example.probe.protocol import BODIES_VARIABLE, FOLDER_VARIABLE, STARTED_VARIABLE
from fastapi_by_example.project.recording import Recorded, merged
from fastapi_by_example.run.document import Run

INJECTED = "fastapi_by_example_recorder"
"""The name under which the target environment imports the probe."""


@dataclass(frozen=True)
class Command:
    """A command, its folder and variables, and whether bodies are recorded. Its output goes to standard error."""

    arguments: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    bodies: bool = True


def record(command: Command, recorded: Recorded, scrub: Callable[[str], str] = str) -> tuple[Run, int]:
    """Run a command and return what its tests did, with its exit code.

    Raises UsageError if it cannot be started, and NothingVerifiedError if no test was recorded.
    """
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="fastapi-by-example-") as folder:
        environment = {**command.environment, **_injection(Path(folder), command.environment, bodies=command.bodies)}
        try:
            done = subprocess.run(
                list(command.arguments), cwd=command.folder, env=environment, stdout=sys.stderr, check=False
            )
        except OSError as error:
            raise UsageError(f"cannot run {command.arguments[0]}: {error.strerror}") from error
        return merged(Path(folder) / "parts", recorded, started, scrub), done.returncode


def _injection(folder: Path, environment: Mapping[str, str], *, bodies: bool) -> dict[str, str]:
    """The variables that make any pytest load the recorder, which needs nothing but pytest there."""
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
