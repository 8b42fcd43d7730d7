"""Escape untrusted text: the output of an example, and everything in a run file."""

import re
import unicodedata
from html import escape

KEPT = frozenset("\n\t")
INVALID_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINKED = re.compile(r"@|#|\bGH(?=\\?-\d)|\bwww(?=\.)|:(?=//)", re.IGNORECASE)
"""The parts of a text that GitHub turns into a mention, an issue reference or a link."""


def visible(text: str) -> str:
    """Text with control and formatting characters escaped, except line ends and tabs.

    This protects the terminal from escape sequences and the reader from invisible characters.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char in KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else _escaped(char)
        for char in text.replace("\r\n", "\n")
    )


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def one_line(text: str, most: int = 300) -> str:
    """Visible text on one line, truncated with an ellipsis to `most` characters."""
    line = " ".join(visible(text[: 20 * most]).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def for_html(text: str, most: int = 300) -> str:
    """One line of text with HTML escaped, and without mentions, references or links on GitHub."""
    return _unlinked(escape(one_line(text, most), quote=False))


def for_markdown(text: str, most: int = 300) -> str:
    """One line of text with Markdown and HTML escaped, and without mentions, references or links on GitHub."""
    return _unlinked(re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", escape(one_line(text, most), quote=False)))


def _unlinked(line: str) -> str:
    """A line with a zero-width space in everything that GitHub would turn into a link."""
    return LINKED.sub("\\g<0>\u200b", line)


def fenced(text: str, most: int = 4000) -> str:
    """The last characters of a text as a Markdown code block, fenced by more backticks than it contains."""
    shown = visible(text[-most:])[-most:]
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown.rstrip()}\n{fence}"


def for_xml(text: str, most: int = 300) -> str:
    """The first characters of a text, without those that XML 1.0 forbids. The XML writer escapes the rest."""
    return INVALID_IN_XML.sub("\ufffd", visible(text[:most])[:most])


def for_annotation(text: str, most: int = 1000) -> str:
    """The first characters of a text as the message of a workflow command, escaped as by GitHub's toolkit."""
    return visible(text[:most])[:most].replace("%", "%25").replace("\n", "%0A")


def for_annotation_property(text: str) -> str:
    """One line of text as a property of a GitHub workflow command."""
    return for_annotation(one_line(text, 200)).replace(":", "%3A").replace(",", "%2C")
