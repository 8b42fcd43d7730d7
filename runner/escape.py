"""Make untrusted text harmless: what an example printed, and all that stands in a run file."""

import re
import unicodedata

KEPT = frozenset("\n\t")
INVALID_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    line = " ".join(visible(text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def for_markdown(text: str, most: int = 300) -> str:
    """One line of text in which Markdown and HTML have no meaning; mentions and references of GitHub neither."""
    line = one_line(text, most)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = re.sub(r"([\\`*_{}\[\]()#+!|~-])", r"\\\1", line)
    return line.replace("@", "@\u200b").replace("://", ":\u200b//")


def fenced(text: str, most: int = 4000) -> str:
    """Text as a Markdown code block whose fence is longer than any run of backticks in it."""
    shown = visible(text[-most:])
    longest = max((len(run) for run in re.findall(r"`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown.rstrip()}\n{fence}"


def for_xml(text: str) -> str:
    """Text without the characters that XML 1.0 does not allow; the writer of the document escapes the rest."""
    return INVALID_IN_XML.sub("\ufffd", visible(text))


def for_annotation(text: str) -> str:
    """Text as the message of a GitHub workflow command, by the rules of GitHub's own toolkit."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def for_annotation_property(text: str) -> str:
    """Text as a property of a GitHub workflow command."""
    return for_annotation(text).replace(":", "%3A").replace(",", "%2C")
