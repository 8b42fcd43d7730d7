"""The known-good date, as of which every example of a corpus passes. It is kept in pyproject.toml."""

from datetime import date
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from fastapi_by_example.corpus.discovery import default_root
from fastapi_by_example.errors import UsageError
from fastapi_by_example.store.cache import replacing
from fastapi_by_example.untrusted import parse_toml, text_of


def known_good_date(root: Path | None = None) -> str:
    """The known-good date of a corpus, or of the runner if the corpus has none.

    The wheel contains a copy of the runner's file. Raises UsageError if there is no date.
    """
    file = known_good_file(root)
    found = _date_in(file)
    if not found:
        raise UsageError(
            f"{file} has no known-good date", hint='add known-good = "2026-11-20" to [tool.fastapi-by-example]'
        )
    return found


def known_good_file(root: Path | None = None) -> Path:
    """The file with the known-good date of a corpus."""
    own = root / "pyproject.toml" if root else None
    return own if own and _date_in(own) else default_root() / "pyproject.toml"


def _date_in(file: Path) -> str:
    try:
        return str(parse_toml(text_of(file))["tool"]["fastapi-by-example"]["known-good"])
    except (ValueError, KeyError, TypeError):
        return ""


def move_known_good(file: Path, day: date) -> None:
    """Replace the date in the file and nothing else. Raises UsageError if that fails."""
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        document["tool"]["fastapi-by-example"]["known-good"] = str(day)
    except (OSError, TOMLKitError, KeyError, TypeError) as error:
        raise UsageError(
            f"{file} has no known-good date to move: {error}",
            hint='add known-good = "..." to [tool.fastapi-by-example]',
        ) from error
    try:
        with replacing(file) as new:
            new.write(tomlkit.dumps(document).encode())
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
