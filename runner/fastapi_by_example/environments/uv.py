"""Run uv, which resolves and builds every environment. The executable comes from the uv package."""

import contextlib
import ctypes
import functools
import logging
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import uv

from fastapi_by_example.errors import NothingVerifiedError

logger = logging.getLogger(__name__)

NO_CONFIGURATION = ("VIRTUAL_ENV", "UV_EXCLUDE_NEWER", "UV_PRERELEASE", "UV_CONSTRAINT", "UV_OVERRIDE", "UV_RESOLUTION")
"""Environment variables that would change the resolution."""

PR_SET_PDEATHSIG = 1
ENDED_BY_US = (-signal.SIGINT, -signal.SIGTERM, 128 + signal.SIGINT, 128 + signal.SIGTERM)
"""The exit codes of uv if it was interrupted."""
MOST_REASON = 4000
"""Longest reason that is kept, in characters."""
OWN_ADVICE = re.compile(r" Consider using `exclude-newer-package`[^.]*\.")
"""Advice of uv on an option that its caller does not set."""


class UvError(Exception):
    """uv failed; `reason` is its message, without colours."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UvInterruptedError(KeyboardInterrupt):
    """uv was ended by Ctrl-C or by this program, so its task has no result."""


def run_uv(arguments: Sequence[str], *, offline: bool = False, stdin: str = "") -> str:
    """Run uv and return its standard output.

    Raises UvError if it fails, UvInterruptedError if it was interrupted, and NothingVerifiedError if uv is missing.
    """
    environment = {name: value for name, value in os.environ.items() if name not in NO_CONFIGURATION}
    started = time.monotonic()
    command = [find_uv(), "--no-progress", "--color", "never", *(["--offline"] if offline else []), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True, preexec_fn=_DIE_WITH_PARENT
    ) as process:
        _running.add(process)
        try:
            printed, complaint = process.communicate(stdin)
        except BaseException:
            process.kill()
            raise
        finally:
            _running.discard(process)
    logger.debug("%.2f s, exit %d: uv %s", time.monotonic() - started, process.returncode, " ".join(command[1:]))
    if process.returncode in ENDED_BY_US:
        raise UvInterruptedError
    if process.returncode:
        raise UvError(_readable(complaint))
    return printed


def interrupt_uv() -> None:
    """End all running uv processes. Their callers get UvInterruptedError."""
    for process in list(_running):
        with contextlib.suppress(OSError):
            process.terminate()


def _death_signal() -> Callable[[], object] | None:
    """A function for a new process that makes it die with the thread that started it (Linux)."""
    if sys.platform != "linux":
        return None
    return functools.partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


_DIE_WITH_PARENT = _death_signal()
_running: set[subprocess.Popen[str]] = set()


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
    text = OWN_ADVICE.sub("", text)
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
