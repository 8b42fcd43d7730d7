"""The folder of a run, for the copies of its examples; those that killed runners left behind are found and removed."""

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi_by_example.store.cache import locked, remove

PREFIX = ".fastapi-by-example-run-"
"""Hidden, and no name that a user would give: whatever is called so can be deleted."""
LOCK = "lock"
YOUNG = 60.0
"""Seconds for which a run's folder is left alone whatever its lock says."""


@contextlib.contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for the copies of the examples; those that killed runners left behind are removed on the way."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another runner has removed it, or no runner made it
            if is_left_behind(left):
                with locked(left / LOCK, wait=False, create=False) as free:
                    if free:
                        remove(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with locked(folder / LOCK):
            yield folder.resolve()
    finally:
        remove(folder)


def is_left_behind(folder: Path) -> bool:
    """Whether it is a folder of this user, and so old that its runner has locked it if it still runs."""
    status = folder.lstat()
    mine = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return mine and time.time() - status.st_mtime >= YOUNG
