"""Detect any change to the files of an environment by their ctime, which a program cannot set."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.store.digest import digest

MOST_NAMED = 5
"""Most changed paths listed in a message."""


@dataclass(frozen=True)
class Tree:
    """The ctime of every file and folder below a folder, in nanoseconds; 0 if a path is missing."""

    folder: Path
    times: dict[str, int]

    @property
    def digest(self) -> str:
        """A name for this state. Any write, deletion, rename or change of mode results in another name."""
        start = len(str(self.folder))
        return digest(*(f"{path[start:]}:{changed}" for path, changed in sorted(self.times.items())))

    def damage(self) -> list[str]:
        """The first paths that have changed since then, relative to the folder; empty if none have."""
        with contextlib.suppress(OSError):  # deleted, or made unreadable
            if all(os.lstat(path).st_ctime_ns == time for path, time in self.times.items()):
                return []
        now = read_tree(self.folder, files_only=os.fspath(self.folder) not in self.times).times
        paths = sorted(path for path in self.times.keys() | now.keys() if self.times.get(path) != now.get(path))
        # A folder changes with each file that appears in it.
        telling = [path for path in paths if not Path(path).is_dir()] or paths
        return [os.path.relpath(path, self.folder) for path in telling[:MOST_NAMED]]


def read_tree(folder: Path, *, files_only: bool = False) -> Tree:
    """The current state of a folder. Links are not followed.

    With `files_only`, folders and bytecode are ignored, since other programs may write bytecode.
    """
    times = {} if files_only else {os.fspath(folder): _changed_at(os.fspath(folder))}
    for path, is_folder in _entries(folder, bytecode=not files_only):
        if not (is_folder and files_only):
            times[path] = _changed_at(path)
    return Tree(folder, times)


def _entries(folder: Path, *, bytecode: bool) -> Iterator[tuple[str, bool]]:
    """The paths below a folder, and whether each is a folder."""
    stack = [os.fspath(folder)]
    while stack:
        try:
            with os.scandir(stack.pop()) as listing:
                for entry in listing:
                    is_folder = entry.is_dir(follow_symlinks=False)
                    if is_folder and not bytecode and entry.name == "__pycache__":
                        continue
                    if is_folder:
                        stack.append(entry.path)
                    yield entry.path, is_folder
        except OSError:  # deleted, or made unreadable, in the meantime
            continue


def _changed_at(path: str) -> int:
    try:
        return os.lstat(path).st_ctime_ns
    except OSError:
        return 0
