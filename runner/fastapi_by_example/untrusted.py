"""Read untrusted files in bounded time and memory."""

import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Any

from fastapi_by_example.text import first_line

LARGEST = 64 * 2**20
"""Largest file that is read, in bytes."""
MOST_NESTED = 64
"""Most brackets in a row, and most parts of a dotted key: the parser is quadratic in the latter."""
MOST_DIGITS = 1_000
UNREASONABLE = re.compile(
    rf"(?:\[\s*){{{MOST_NESTED}}}"
    rf"|(?:\{{\s*[\w-]+\s*=\s*){{{MOST_NESTED}}}"
    rf"|(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){{{MOST_NESTED}}}"
    rf"|(?<![\w\"'])[\d_]{{{MOST_DIGITS}}}"
)


class UnreadableError(ValueError):
    """A file is not a regular file, too large, not UTF-8, or not TOML; the message is the reason, on one line."""


def text_of(path: Path, *, largest: int = LARGEST, errors: str = "strict") -> str:
    """The text of a file. Raises UnreadableError.

    A pipe or a device is not opened: reading it could block, or never end.
    """
    try:
        if path.exists() and not path.is_file():
            raise UnreadableError("it is a folder" if path.is_dir() else "it is not a regular file")
        if path.stat().st_size > largest:
            raise UnreadableError(f"it is larger than {largest / 2**20:g} MiB")
        with path.open("rb") as file:
            # PowerShell's `>` writes UTF-16 with a byte order mark, which pip reads as well.
            encoding = "utf-16" if file.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"
        return path.read_text(encoding=encoding, errors=errors)
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise UnreadableError(reason or first_line(str(error))) from error


def parse_toml(text: str) -> dict[str, Any]:
    """The data of a TOML document. Raises UnreadableError, also if it is nested too deeply."""
    if UNREASONABLE.search(text):
        raise UnreadableError("it is nested too deeply, or has a number that is too long")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise UnreadableError("it is nested too deeply") from error
    except ValueError as error:  # a number that is too long is not a TOMLDecodeError
        raise UnreadableError(first_line(str(error))) from error
