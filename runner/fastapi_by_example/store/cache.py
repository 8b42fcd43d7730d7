"""The folder in which environments and answers are kept between runs, and the locks that make sharing it safe."""

import contextlib
import fcntl
import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import platformdirs

from fastapi_by_example.errors import UsageError

CACHE_VARIABLE = "FASTAPI_BY_EXAMPLE_CACHE"


@dataclass(frozen=True)
class Cache:
    """A cache folder. Whatever is in it can be deleted at any time when nothing runs."""

    root: Path

    def prepare(self) -> None:
        """Make the folder. Raises UsageError where that fails, or nothing can be written into it."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            reason = f"Cannot use the cache folder {self.root}: {error.strerror}."
            raise UsageError(f"{reason} Name another one with {CACHE_VARIABLE}.") from error

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A new folder that is removed afterwards; nobody who holds `scratch_lock` alone meets one."""
        with locked(self.scratch_lock, shared=True):
            (self.root / "scratch").mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.root / "scratch", ignore_cleanup_errors=True) as folder:
                yield Path(folder)

    @property
    def scratch_lock(self) -> Path:
        """The file whose lock is held by all that use a scratch folder."""
        return self.root / "scratch.lock"


def default_cache() -> Cache:
    """The user's cache folder, or the one that FASTAPI_BY_EXAMPLE_CACHE names. Raises UsageError for none."""
    folder = os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("fastapi-by-example")
    if folder.startswith("~"):
        raise UsageError(f"There is no home folder for the cache {folder}. Name a folder with {CACHE_VARIABLE}.")
    return Cache(Path(folder).absolute())


@contextlib.contextmanager
def locked(
    path: Path, *, shared: bool = False, wait: bool = True, kept: bool = False, create: bool = True
) -> Iterator[bool]:
    """Hold the lock of a file; the system frees it when the process dies, however it dies.

    Yields whether the lock was had: without `wait`, a lock that another process holds is not. One that is `kept` goes
    over to the program that takes the place of this one. Without `create`, a file that is not there is an OSError.
    """
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT if create else os.O_NOFOLLOW), 0o666)
    os.set_inheritable(descriptor, kept)
    try:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file of a cache so that no reader ever sees half of it. A cache that cannot be written is no error."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(content if isinstance(content, bytes) else content.encode())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of another one when the block ends without an error; it leaves nothing otherwise.

    The new file has the mode of the old one. Raises OSError if it cannot be written.
    """
    descriptor, partial = tempfile.mkstemp(dir=path.parent, prefix=".fastapi-by-example-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        mask = os.umask(0)
        os.umask(mask)
        Path(partial).chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~mask)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def size_of(folder: Path) -> int:
    """Bytes that deleting a folder frees: a file with another hard link outside of it counts for nothing."""
    links: dict[int, tuple[int, int, int]] = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                status = (Path(parent) / name).lstat()
                seen = links.get(status.st_ino, (0, 0, 0))[0]
                links[status.st_ino] = (seen + 1, status.st_nlink, status.st_blocks * 512)
    return sum(size for seen, count, size in links.values() if seen >= count)


def remove(folder: Path) -> None:
    """Delete a folder and what is in it, however deep; what cannot be deleted stays, and a missing one is no error."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:  # Python's own deletion recurses
        pass
    if folder.exists():
        subprocess.run(["rm", "-rf", "--", str(folder)], capture_output=True, check=False)
