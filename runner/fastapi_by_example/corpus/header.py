"""The PEP 723 header of a script, read as text."""

import re
import tomllib
from functools import lru_cache
from typing import Any

# The reference expression of PEP 723, for the block named `script`.
BLOCK = re.compile(r"(?m)^# /// script[ \t]*$\n(?P<content>(^#(| .*)$\n)+)^# ///[ \t]*$")
START = re.compile(r"(?m)^# /// script")


class HeaderError(ValueError):
    """A header that is missing or cannot be used; `line` is the line of the script, counted from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def read_header(source: str) -> dict[str, Any]:
    """The header of a script as TOML data.

    Raises HeaderError where there is none, more than one, or one that is not TOML.
    """
    blocks = list(BLOCK.finditer(source))
    if len(blocks) > 1:
        raise HeaderError("a second `# /// script` block", line_of(source, blocks[1].start()))
    if not blocks:
        begun = START.search(source)
        if begun:
            raise HeaderError("the `# /// script` block is not closed by `# ///`", line_of(source, begun.start()))
        raise HeaderError("no PEP 723 header; it starts with `# /// script`")
    try:
        return toml_of(blocks[0]["content"])
    except tomllib.TOMLDecodeError as error:
        raise HeaderError(f"the header is not TOML: {error}", line_of(source, blocks[0].start())) from error


@lru_cache(maxsize=1024)
def toml_of(content: str) -> dict[str, Any]:
    """The TOML behind the comment signs of a block; most headers of a corpus are equal, so it is remembered."""
    return tomllib.loads("\n".join(line[2:] if line.startswith("# ") else line[1:] for line in content.splitlines()))


def line_of(source: str, position: int) -> int:
    """The line, counted from 1, of a position in a text."""
    return source.count("\n", 0, position) + 1


def has_header(source: str) -> bool:
    """Whether a file begins a `# /// script` block."""
    return START.search(source) is not None


def line_with(text: str, wanted: str, *, last: bool = False) -> int:
    """The first line, or the last one, counted from 1, that contains a text; 1 if none does."""
    position = text.rfind(wanted) if last else text.find(wanted)
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
