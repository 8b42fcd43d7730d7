"""Make untrusted text harmless: what an example printed, and all that stands in a run file."""

import re
import unicodedata
from html import escape

KEPT = frozenset("\n\t")
INVALID_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LINKED = re.compile(r"@|#|\bGH(?=\\?-\d)|\bwww(?=\.)|:(?=//)", re.IGNORECASE)
"""What makes GitHub see a mention, a reference to an issue, or a link."""


def visible(text: str) -> str:
    """Text with every control and formatting character, but line ends and tabs, written out as an escape.

    Keeps a terminal from being steered by escape sequences, and a reader from being misled by invisible letters.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char in KEPT or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else escaped(char)
        for char in text.replace("\r\n", "\n")
    )


def escaped(char: str) -> str:
    """One character as Python would write it."""
    return char.encode("unicode_escape").decode("ascii")


def one_line(text: str, most: int = 300) -> str:
    """Visible text on one line, cut with an ellipsis after `most` characters."""
    line = " ".join(visible(text[: 20 * most]).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def for_html(text: str, most: int = 300) -> str:
    """One line of text in which HTML has no meaning; mentions, references and links of GitHub neither."""
    return unlinked(escape(one_line(text, most), quote=False))


def for_markdown(text: str, most: int = 300) -> str:
    """One line of text in which Markdown has no meaning, nor what `for_html` takes it from."""
    return unlinked(re.sub(r"([\\`*_{}\[\]()#+!|~$-])", r"\\\1", escape(one_line(text, most), quote=False)))


def unlinked(line: str) -> str:
    """A line with an invisible space in all that GitHub would make a link of, also after it has rendered it."""
    return LINKED.sub("\\g<0>\u200b", line)


def fenced(text: str, most: int = 4000) -> str:
    """The last characters of a text as a Markdown code block whose fence is longer than any run of backticks in it."""
    shown = visible(text[-most:])[-most:]
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown.rstrip()}\n{fence}"


def for_xml(text: str, most: int = 300) -> str:
    """The first characters of a text, without those that XML 1.0 forbids; the document's writer does the rest."""
    return INVALID_IN_XML.sub("\ufffd", visible(text[:most])[:most])


def for_annotation(text: str, most: int = 1000) -> str:
    """The first characters of a text as the message of a workflow command, by the rules of GitHub's own toolkit."""
    return visible(text[:most])[:most].replace("%", "%25").replace("\n", "%0A")


def for_annotation_property(text: str) -> str:
    """One line of text as a property of a GitHub workflow command."""
    return for_annotation(one_line(text, 200)).replace(":", "%3A").replace(",", "%2C")
