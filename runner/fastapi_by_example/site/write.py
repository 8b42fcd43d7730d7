"""Write a site to a folder. An older site is replaced entirely; any other non-empty folder is refused."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from fastapi_by_example.errors import UsageError

MARKER = ".fastapi-by-example-site"
MARK = "This folder was built by `fastapi-by-example site build`, which replaces all of it on the next build.\n"


def is_site(folder: Path) -> bool:
    """Whether a folder is a site built by this command."""
    return (folder / MARKER).is_file()


def check_destination(folder: Path) -> Path:
    """The resolved path of a folder that may be replaced: a missing or empty folder, or a site.

    Raises UsageError for any other folder.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="give a folder for the site")
    if folder.is_dir() and any(folder.iterdir()) and not is_site(folder):
        raise UsageError(
            f"{folder} is not empty and was not built by this command (it has no {MARKER})",
            hint="choose another folder, or empty this one",
        )
    return folder


def write_site(files: Mapping[str, bytes], folder: Path) -> None:
    """Write all files to a temporary folder that then replaces the old one. Raises UsageError if that fails."""
    folder = check_destination(folder)
    fresh, old = (folder.with_name(f".{folder.name}.{state}") for state in ("partial", "replaced"))
    try:
        for leftover in (fresh, old):
            _remove_leftover(leftover)
        fresh.mkdir(parents=True)
        (fresh / MARKER).write_text(MARK, encoding="utf-8")
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        _remove_leftover(old)
    except OSError as error:
        raise UsageError(f"cannot write the site to {folder}: {error.strerror}") from error


def _remove_leftover(folder: Path) -> None:
    """Remove the folder of an interrupted build or a replaced site; any other folder is refused."""
    if folder.is_dir() and not (is_site(folder) or not any(folder.iterdir())):
        raise UsageError(f"{folder} was not built by this command", hint="move it away or delete it")
    if folder.is_dir():
        shutil.rmtree(folder)
