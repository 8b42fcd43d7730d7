"""The known-good date: the day as of which every example of a corpus passes. It stands in one pyproject.toml."""

import re
import tomllib
from datetime import date
from pathlib import Path

from fastapi_by_example.corpus.discovery import default_root
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import replacing


def known_good_date(root: Path | None = None) -> str:
    """The known-good date of a corpus, or of the runner if the corpus has none. The wheel carries a copy of the file.

    Raises UsageError if there is no date.
    """
    file = known_good_file(root)
    found = _date_in(file)
    if not found:
        raise UsageError(f'{file} has no known-good date: [tool.fastapi-by-example] with known-good = "2026-11-20".')
    return found


def known_good_file(root: Path | None = None) -> Path:
    """The file with the known-good date that counts for a corpus."""
    own = root / "pyproject.toml" if root else None
    return own if own and _date_in(own) else default_root() / "pyproject.toml"


def _date_in(file: Path) -> str:
    try:
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["fastapi-by-example"]["known-good"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def move_known_good(file: Path, day: date) -> None:
    """Write another date into the file, and change nothing else there. Raises UsageError if that is not possible."""
    text = file.read_text(encoding="utf-8")
    changed, count = re.subn(r'(?m)^(known-good = ")[^"]*(")$', rf"\g<1>{day}\g<2>", text)
    if count != 1:
        raise UsageError(f'{file} has no single line `known-good = "..."`; put the date there by hand.')
    try:
        with replacing(file) as new:
            new.write(changed.encode())
    except OSError as error:
        raise UsageError(f"Cannot write {file}: {error.strerror}.") from error
