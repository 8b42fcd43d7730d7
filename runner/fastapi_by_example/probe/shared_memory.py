"""Delete the shared memory that an example left behind: it outlives every process (Linux)."""

import contextlib
import os
import stat
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
            status = path.lstat()
            if status.st_uid == os.getuid() and stat.S_ISREG(status.st_mode) and not _in_use(status):
                path.unlink()


def _in_use(status: os.stat_result) -> bool:
    """Whether a process has mapped or opened a file.

    Files are compared by inode: a semaphore is mapped under a temporary name before it gets its own.
    """
    device = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x} {status.st_ino} "
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if device in (process / "maps").read_text(errors="replace"):
                return True
        with contextlib.suppress(OSError):
            if any(_same(descriptor, status) for descriptor in (process / "fd").iterdir()):
                return True
    return False


def _same(descriptor: Path, status: os.stat_result) -> bool:
    with contextlib.suppress(OSError):
        return os.path.samestat(descriptor.stat(), status)
    return False
