"""Run uv, which resolves and builds every environment. The executable comes from the uv package."""

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
"""Environment variables that would change the resolution."""

MOST_REASON = 4000
"""Longest reason that is kept, in characters."""


class UvError(Exception):
    """uv failed; `reason` is its message, without colours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def run_uv(arguments: Sequence[str], *, offline: bool = False, stdin: str = "") -> str:
    """Run uv and return its standard output.

    Raises UvError if it fails, and NothingVerifiedError if uv is missing.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NO_CONFIGURATION}
    started = time.monotonic()
    command = [find_uv(), "--no-progress", "--color", "never", *(["--offline"] if offline else []), *arguments]
    done = subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True)
    logger.debug("%.2f s, exit %d: uv %s", time.monotonic() - started, done.returncode, " ".join(command[1:]))
    if done.returncode:
        raise UvError(_readable(done.stderr))
    return done.stdout


def find_uv() -> str:
    """The path of uv. Raises NothingVerifiedError if the package has no executable for this platform."""
    try:
        return uv.find_uv_bin()
    except FileNotFoundError as error:
        raise NothingVerifiedError("uv is not installed", hint="install it with `pip install uv`") from error


def _readable(message: str) -> str:
    """uv's error tree and hints as one paragraph of limited length."""
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
    """The path of the interpreter that uv finds. Raises NothingVerifiedError if there is none."""
    try:
        return run_uv(["python", "find", "--no-project", wanted], offline=offline).strip()
    except UvError as error:
        raise NothingVerifiedError(
            f"no Python found for {wanted!r}: {error.reason.rstrip('.')}",
            hint="install it or give its path; `uv python list` shows the available ones",
        ) from error
