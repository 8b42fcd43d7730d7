"""The temporary folder of a run. Folders left behind by killed runners are removed."""

import contextlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi_by_example.store.cache import locked, remove

PREFIX = ".fastapi-by-example-run-"
"""Prefix of the folder name, distinctive enough that any folder with it can be deleted."""
LOCK = "lock"
YOUNG = 60.0
"""Age in seconds below which a folder is kept even if it is not locked."""


@contextlib.contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for the copies of the examples. Folders left behind by killed runners are removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # removed by another runner, or not created by a runner
            if _is_left_behind(left):
                with locked(left / LOCK, wait=False, create=False) as free:
                    if free:
                        remove(left)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with locked(folder / LOCK):
            yield folder.resolve()
    finally:
        remove(folder)


def _is_left_behind(folder: Path) -> bool:
    """Whether a folder belongs to this user and is old enough that a running runner would have locked it."""
    status = folder.lstat()
    mine = stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()
    return mine and time.time() - status.st_mtime >= YOUNG
