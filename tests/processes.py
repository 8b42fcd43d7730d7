"""Wait for processes and their messages, without relying on the clock."""

import os
import select
from pathlib import Path

PATIENCE = 20.0
"""Seconds after which a process that should end is taken for one that does not."""


def assert_gone(process: int) -> None:
    """Assert that a process has ended, or is about to end after being killed."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return
    try:
        ended, _, _ = select.select([handle], [], [], PATIENCE)
    finally:
        os.close(handle)
    assert ended, f"process {process} is alive"


class Line:
    """A named pipe through which an example sends a message to a test; writing blocks until the test reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def hear(self) -> str:
        """Wait for a message from an example, and return it."""
        return self.path.read_text()
