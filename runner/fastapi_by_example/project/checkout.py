"""Copy a checkout, so that the user's own checkout is never modified."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import remove

LEFT_OUT = frozenset(
    {"__pycache__", "node_modules", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis"}
)
"""Folders that are not copied, since tools recreate them. Environments, which have a pyvenv.cfg, are skipped too."""


@dataclass(frozen=True)
class Checkout:
    """A copy of a project: `whole` is the copied folder, `project` the project's folder in it."""

    whole: Path
    project: Path
    pristine: Path

    def keep(self) -> None:
        """Remember the current state for `reset`."""
        _copy(self.whole, self.pristine)

    def reset(self) -> None:
        """Restore the remembered state, once."""
        remove(self.whole)
        self.pristine.rename(self.whole)


def copied(folder: Path, work: Path) -> Checkout:
    """A copy of a project's folder, or of its whole repository if the project refers to files beside it.

    Raises UsageError if it cannot be copied.
    """
    top = _top(folder)
    whole = work / "checkout"
    remove(whole)
    try:
        _copy(top, whole)
    except (OSError, shutil.Error) as error:
        raise UsageError(f"cannot copy {top}: {error}") from error
    return Checkout(whole, whole / folder.relative_to(top), work / "pristine")


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=_left_out, ignore_dangling_symlinks=True)


def _left_out(parent: str, names: Iterable[str]) -> set[str]:
    found = {name for name in names if name in LEFT_OUT}
    for name in names:
        path = os.path.join(parent, name)  # noqa: PTH118  # one for each file of a checkout
        if os.path.isfile(os.path.join(path, "pyvenv.cfg")) or _is_special(path):  # noqa: PTH113, PTH118
            found.add(name)
    return found


def _is_special(path: str) -> bool:
    """Whether a path is a socket, a pipe or a device."""
    return os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path))  # noqa: PTH110, PTH112, PTH113


def _top(folder: Path) -> Path:
    """The folder to copy."""
    manifest = folder / "pyproject.toml"
    refers = manifest.is_file() and '"../' in manifest.read_text(encoding="utf-8", errors="replace")
    if not refers and not any((above / "uv.lock").is_file() for above in folder.parents) and (folder / ".git").exists():
        return folder
    asked = ["git", "-C", str(folder), "rev-parse", "--show-toplevel"]
    try:
        found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return folder
    top = Path(found).resolve()
    inside = folder.is_relative_to(top) and (refers or (top / "uv.lock").is_file())
    return top if inside else folder
