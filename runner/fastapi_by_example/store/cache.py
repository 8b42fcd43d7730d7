"""The cache folder of environments and resolutions, and the locks that make sharing it safe."""

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
    """A cache folder. Its contents can be deleted at any time when nothing is running."""

    root: Path

    def prepare(self) -> None:
        """Create the folder. Raises UsageError if it cannot be created or written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.root):
                pass
        except OSError as error:
            reason = f"cannot use the cache folder {self.root}: {error.strerror}"
            raise UsageError(reason, hint=f"set {CACHE_VARIABLE} to another folder") from error

    @contextlib.contextmanager
    def scratch(self) -> Iterator[Path]:
        """A new folder that is removed after the block. None exists while `scratch_lock` is held exclusively."""
        with locked(self.scratch_lock, shared=True):
            (self.root / "scratch").mkdir(exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.root / "scratch", ignore_cleanup_errors=True) as folder:
                yield Path(folder)

    @property
    def scratch_lock(self) -> Path:
        """The file that is locked while a scratch folder is in use."""
        return self.root / "scratch.lock"


def default_cache() -> Cache:
    """The user's cache folder, or that in FASTAPI_BY_EXAMPLE_CACHE. Raises UsageError if the home is unknown."""
    folder = os.environ.get(CACHE_VARIABLE) or platformdirs.user_cache_dir("fastapi-by-example")
    if folder.startswith("~"):
        raise UsageError(f"no home folder for the cache {folder}", hint=f"set {CACHE_VARIABLE} to a folder")
    return Cache(Path(folder).absolute())


@contextlib.contextmanager
def locked(
    path: Path, *, shared: bool = False, wait: bool = True, kept: bool = False, create: bool = True
) -> Iterator[bool]:
    """Hold a lock on a file. The system releases it when the process ends.

    Yields whether the lock was acquired, which can only be false without `wait`. A `kept` lock stays with a program
    that replaces this process. Without `create`, a missing file raises OSError.
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
    """Write a cache file atomically. Errors are ignored."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(content if isinstance(content, bytes) else content.encode())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new file that replaces another one if the block ends without an error, and is deleted otherwise.

    It keeps the mode of the old file. Raises OSError if it cannot be written.
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


def size_of(path: Path) -> int:
    """The bytes that deleting a file or folder would free, not counting files with a hard link outside of it."""
    links: dict[int, tuple[int, int, int]] = {}
    files = (Path(parent, name) for parent, _, names in os.walk(path) for name in names)
    for file in files if path.is_dir() else [path]:
        with contextlib.suppress(OSError):
            status = file.lstat()
            found = links.get(status.st_ino, (0, 0, 0))[0]
            links[status.st_ino] = (found + 1, status.st_nlink, status.st_blocks * 512)
    return sum(size for found, count, size in links.values() if found >= count)


def remove(path: Path) -> None:
    """Delete a file, or a folder with its contents, however deep. Anything that cannot be deleted is left."""
    with contextlib.suppress(RecursionError):  # Python's own deletion recurses
        shutil.rmtree(path, ignore_errors=True)
    if path.exists() or path.is_symlink():
        with contextlib.suppress(OSError):  # there is no `rm`
            subprocess.run(["rm", "-rf", "--", str(path)], capture_output=True, check=False)
