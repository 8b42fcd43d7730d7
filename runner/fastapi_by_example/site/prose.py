"""Turn the plain text of docstrings and introductions into HTML: paragraphs, lists, `code` and addresses."""

import re
from collections.abc import Iterator
from textwrap import dedent

from markupsafe import Markup, escape

INLINE = re.compile(r"``(?P<double>[^`\n]+)``|`(?P<code>[^`]+)`|(?P<address>https?://[^\s<>`]*[^\s<>`.,;:!?)])")
WRITTEN = (
    *("API", "ASGI", "CORS", "HTML", "HTTP", "HTTPS", "JSON", "JWT", "ORM", "SQL", "URL", "UUID"),
    *("FastAPI", "GraphQL", "OpenAPI", "Pydantic", "Starlette", "Uvicorn"),
)
"""Words that the name of a function cannot write as they are written."""
NAMES = {name.lower(): name for name in WRITTEN}
ITEM = re.compile(r"(?m)^[-*] ")


def prose(text: str) -> Markup:
    """Paragraphs of a text; what is indented stays as it is, and lines that begin with a dash are a list."""
    return Markup("\n").join(block(part) for part in re.split(r"\n[ \t]*\n", text.strip("\n")) if part.strip())


def block(text: str) -> Markup:
    """One paragraph, list or indented block."""
    if text.startswith("    "):
        return Markup('<pre tabindex="0">{}</pre>').format(dedent(text))
    lead, *items = ITEM.split(text)
    if not items:
        return Markup("<p>{}</p>").format(inline(joined(text)))
    listed = Markup("").join(Markup("<li>{}</li>").format(inline(joined(item))) for item in items)
    before = Markup("<p>{}</p>").format(inline(joined(lead))) if lead.strip() else Markup("")
    return before + Markup("<ul>{}</ul>").format(listed)


def joined(text: str) -> str:
    """A text on one line; where its lines ended is the author's editor's business."""
    return " ".join(text.split())


def inline(text: str) -> Markup:
    """A line of text with its code and its addresses marked up, and everything else escaped."""
    return Markup("").join(pieces(text))


def pieces(text: str) -> Iterator[Markup]:
    """The parts of a line, each as HTML."""
    position = 0
    for match in INLINE.finditer(text):
        yield escape(text[position : match.start()])
        if match["address"]:
            yield Markup('<a href="{0}">{0}</a>').format(match["address"])
        else:
            yield Markup("<code>{}</code>").format(match["double"] or match["code"])
        position = match.end()
    yield escape(text[position:])


def plain(text: str) -> str:
    """A text on one line without the marks of code, for titles and descriptions."""
    return joined(text).replace("`", "")


def capital(text: str) -> str:
    """A text that begins like a sentence; code at its beginning stays as it is."""
    return text[:1].upper() + text[1:]


def sentence(test: str) -> str:
    """What a test promises, from its name: `test_fixed_path_is_reached[a]` is "Fixed path is reached (a)"."""
    name, bracket, case = test.partition("[")
    words = name.rpartition("::")[2].removeprefix("test_").replace("_", " ").strip() or name
    words = " ".join(NAMES.get(word, word) for word in words.split(" "))
    return capital(words) + (f" ({case.removesuffix(']')})" if bracket else "")
