"""Copy the files of an example into its own folder, and remove that folder."""

import contextlib
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.store.cache import remove as remove_tree


@dataclass(frozen=True)
class Scrub:
    """Replaces paths that differ between runs and machines."""

    replacements: tuple[tuple[str, str], ...]

    def __call__(self, text: str) -> str:
        """The text with every replacement made, in order."""
        for old, new in self.replacements:
            text = text.replace(old, new)
        return text


def copy_example(concept: Concept, folder: Path) -> None:
    """Copy all files of an example into a new folder, keeping modes and broken links."""
    folder.mkdir(parents=True)
    for file in concept.files:
        if file.is_dir():
            shutil.copytree(file, folder / file.name, symlinks=True)
        else:
            shutil.copy(file, folder / file.name, follow_symlinks=file.exists())


def end_strays(folder: Path) -> None:
    """Kill the processes whose HOME is below a folder (Linux)."""
    mark = f"HOME={folder}/".encode()
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes():
                os.kill(int(environ.parent.name), signal.SIGKILL)


def remove(folder: Path) -> None:
    """Delete a folder, including folders without write permission. A link is deleted, not its target.

    Files that still cannot be deleted, such as another user's, are left.
    """
    with contextlib.suppress(OSError):
        if folder.is_symlink():
            folder.unlink()
            return
        remove_tree(folder)
        if folder.exists():
            _unlock(folder)
            remove_tree(folder)


def _unlock(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    for parent, names, _ in os.walk(folder):
        for inner in (Path(parent, name) for name in names):
            with contextlib.suppress(OSError):
                if not inner.is_symlink():
                    inner.chmod(0o700)


def relative(path: Path, root: Path) -> Path:
    """A path relative to the corpus, as in reports."""
    return path.relative_to(root) if path.is_relative_to(root) else path
