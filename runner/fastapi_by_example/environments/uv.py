"""Run uv, which resolves and builds every environment; the executable comes from the uv package."""

import logging
import os
import re
import subprocess
import time
from collections.abc import Sequence

import uv

from fastapi_by_example.errors import NothingVerifiedError

logger = logging.getLogger(__name__)

NO_CONFIGURATION = ("VIRTUAL_ENV", "UV_EXCLUDE_NEWER", "UV_PRERELEASE", "UV_CONSTRAINT", "UV_OVERRIDE", "UV_RESOLUTION")
"""Settings of the surrounding shell that would quietly change what is resolved."""

MOST_REASON = 4000
"""Characters of a reason that are kept."""


class UvError(Exception):
    """uv ended with an error; `reason` is what it said, without colours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_uv(arguments: Sequence[str], *, offline: bool = False, stdin: str = "") -> str:
    """Run uv and return its standard output.

    Raises UvError where it fails, and NothingVerifiedError where there is no uv to run.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NO_CONFIGURATION}
    started = time.monotonic()
    command = [find_uv(), "--no-progress", "--color", "never", *(["--offline"] if offline else []), *arguments]
    done = subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True)
    logger.debug("%.2f s, exit %d: uv %s", time.monotonic() - started, done.returncode, " ".join(command[1:]))
    if done.returncode:
        raise UvError(readable(done.stderr))
    return done.stdout


def find_uv() -> str:
    """The path of uv. Raises NothingVerifiedError where the package brings none for this platform."""
    try:
        return uv.find_uv_bin()
    except FileNotFoundError as error:
        raise NothingVerifiedError("uv is not installed: `pip install uv` brings it.") from error


def readable(message: str) -> str:
    """uv's drawn error tree as one paragraph of plain sentences, hints included, bounded in length."""
    lines = []
    for line in message.splitlines():
        text = line.lstrip(" \t│├╰─▶×┬|`-").strip()
        if text and not text.startswith(("warning:", "Using ", "Resolved ", "Creating virtual")):
            lines.append(text)
    text = re.sub(r"\s*\bcause: ", ": ", " ".join(lines)).removeprefix("error: ")
    if len(text) > MOST_REASON:  # the conclusion is at the end
        text = f"{text[: MOST_REASON // 2]} ... {text[-MOST_REASON // 2 :]}"
    return text or "uv gave no reason"


def python_details(wanted: str, *, offline: bool = False) -> str:
    """The path of an interpreter that uv finds for a version or a path. Raises NothingVerifiedError for none."""
    try:
        return run_uv(["python", "find", "--no-project", wanted], offline=offline).strip()
    except UvError as error:
        raise NothingVerifiedError(
            f"No Python for {wanted!r}: {error.reason.rstrip('.')}."
            " Install it, put its folder on PATH or give its path; `uv python list` shows what is found."
        ) from error
