"""The PEP 723 header of a script, read as text."""

import re
from functools import lru_cache
from typing import Any

from fastapi_by_example.untrusted import UnreadableError, parse_toml

# The reference expression of PEP 723, for the block named `script`.
BLOCK = re.compile(r"(?m)^# /// script[ \t]*$\n(?P<content>(^#(| .*)$\n)+)^# ///[ \t]*$")
START = re.compile(r"(?m)^# /// script")


class HeaderError(ValueError):
    """A header is missing or invalid; `line` is its line in the script, counted from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def read_header(source: str) -> dict[str, Any]:
    """The header of a script as TOML data.

    Raises HeaderError if there is none, if there are several, or if it is not TOML.
    """
    blocks = list(BLOCK.finditer(source))
    if len(blocks) > 1:
        raise HeaderError("a second `# /// script` block", _line_of(source, blocks[1].start()))
    if not blocks:
        begun = START.search(source)
        if begun:
            raise HeaderError("the `# /// script` block is not closed by `# ///`", _line_of(source, begun.start()))
        raise HeaderError("no PEP 723 header (`# /// script`)")
    try:
        return _toml_of(blocks[0]["content"])
    except UnreadableError as error:
        raise HeaderError(f"the header is not TOML: {error}", _line_of(source, blocks[0].start())) from error


@lru_cache(maxsize=1024)
def _toml_of(content: str) -> dict[str, Any]:
    """The TOML in a block of comments. Cached, since most headers in a corpus are the same."""
    return parse_toml("\n".join(line[2:] if line.startswith("# ") else line[1:] for line in content.splitlines()))


def _line_of(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def has_header(source: str) -> bool:
    """Whether a file has a `# /// script` line."""
    return START.search(source) is not None


def line_with(text: str, wanted: str, *, last: bool = False) -> int:
    """The first or last line that contains a text, counted from 1; 1 if none does."""
    position = text.rfind(wanted) if last else text.find(wanted)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
