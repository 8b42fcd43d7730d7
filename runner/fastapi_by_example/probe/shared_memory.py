"""Delete the shared memory that an example left behind: it outlives every process (Linux)."""

import contextlib
import os
from pathlib import Path

SHARED = Path("/dev/shm")  # noqa: S108  # not a temporary file of ours


def present() -> set[str]:
    """The names of all shared memory."""
    try:
        return set(os.listdir(SHARED))  # noqa: PTH208
    except OSError:
        return set()


def clear(before: set[str]) -> None:
    """Delete this user's shared memory that is new and that no process has open."""
    for path in (SHARED / name for name in present() - before):
        with contextlib.suppress(OSError):
            if path.lstat().st_uid == os.getuid() and path.is_file() and not _in_use(path):
                path.unlink()


def _in_use(path: Path) -> bool:
    """Whether a process has mapped or opened a file."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(path) in (process / "maps").read_text(errors="replace"):
                return True
        with contextlib.suppress(OSError):
            if any(str(descriptor.readlink()) == str(path) for descriptor in (process / "fd").iterdir()):
                return True
    return False
