"""Put a site into a folder: into a fresh one, which then takes the place of the old; nothing else is ever replaced."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from fastapi_by_example.errors import UsageError

MARKER = ".fastapi-by-example-site"
MARK = "This folder was made by `fastapi-by-example site build`, which replaces it as a whole when it is built again.\n"


def is_site(folder: Path) -> bool:
    """Whether a folder is a site that was built."""
    return (folder / MARKER).is_file()


def check_destination(folder: Path) -> Path:
    """The whole path of a folder that may be replaced: one that is not there, is empty, or is a site.

    Raises UsageError for any other.
    """
    folder = folder.resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; give a folder for the site.")
    if folder.is_dir() and any(folder.iterdir()) and not is_site(folder):
        raise UsageError(
            f"{folder} has files in it and is no site built by this command (it has no {MARKER})."
            " It is left as it is: give another folder, or empty it."
        )
    return folder


def write_site(files: Mapping[str, bytes], folder: Path) -> None:
    """Write all files beside the folder, then put them in its place. Raises UsageError where that is not possible."""
    folder = check_destination(folder)
    fresh, old = (folder.with_name(f".{folder.name}.{state}") for state in ("partial", "replaced"))
    try:
        for leftover in (fresh, old):
            remove_leftover(leftover)
        fresh.mkdir(parents=True)
        (fresh / MARKER).write_text(MARK, encoding="utf-8")
        for name, content in files.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        remove_leftover(old)
    except OSError as error:
        raise UsageError(f"Cannot write the site to {folder}: {error.strerror}.") from error


def remove_leftover(folder: Path) -> None:
    """Remove what a build that was stopped has left, or the site that was replaced; never a folder of another kind."""
    if folder.is_dir() and not (is_site(folder) or not any(folder.iterdir())):
        raise UsageError(f"{folder} is in the way, and is no site built by this command; move it.")
    if folder.is_dir():
        shutil.rmtree(folder)
