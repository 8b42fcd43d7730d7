"""Wait for processes and for what they say, without a look at the clock."""

import os
import select
from pathlib import Path

PATIENCE = 20.0
"""Seconds after which a process that should end is taken for one that does not."""


def assert_gone(process: int) -> None:
    """A process has ended, or ends now that it was killed."""
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
    """A named pipe through which an example tells a test something; nothing is written before somebody reads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        os.mkfifo(path)

    def hear(self) -> str:
        """Wait until an example has said something, and return it."""
        return self.path.read_text()
