"""Convert docstrings, introductions and test names into the text of pages."""

import re

from markdown_it import MarkdownIt
from markupsafe import Markup

MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")
WRITTEN = (
    *("API", "ARQ", "ASGI", "CORS", "CSRF", "CSV", "ETag", "HTML", "HTTP", "HTTPS", "ID", "IDs", "IP"),
    *("JSON", "JWT", "NaN", "OAuth2", "ORM", "SQL", "SSE", "TLS", "UUID", "UUIDs", "URL", "URLs"),
    *("Celery", "Docker", "FastAPI", "Gunicorn", "GraphQL", "MessagePack", "MongoDB", "OpenAPI", "Pydantic", "Python"),
    *("Redis", "SQLAlchemy", "SQLite", "Starlette", "Strawberry", "Uvicorn", "WebSocket", "WebSockets"),
)
"""Words whose capitals are lost in a function name."""
NAMES = {name.lower(): name for name in WRITTEN}
MENDED = (
    (re.compile(r"\b(Python|FastAPI|Starlette|Pydantic|HTTP|TLS) (\d+) (\d+)\b"), r"\1 \2.\3"),
    (re.compile(r"\b(a|the|by) (get|head|patch|post|put)\b"), lambda found: f"{found[1]} {found[2].upper()}"),
)
"""What a function name cannot contain: the dot of a version, the capitals of a method."""


def prose(text: str) -> Markup:
    """The Markdown of a docstring or introduction as HTML, with tags escaped."""
    html = MARKDOWN.render(text).replace("<pre>", '<pre tabindex="0">')  # scrollable, so focusable
    return Markup(html.strip())  # noqa: S704  # the renderer escapes what is not Markdown


def joined(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def inline(text: str) -> Markup:
    """A line of Markdown as HTML, with tags escaped."""
    return Markup(MARKDOWN.renderInline(text))  # noqa: S704


def plain(text: str) -> str:
    """A text on one line without backticks, for titles and descriptions."""
    return joined(text).replace("`", "")


def capital(text: str) -> str:
    """A text with its first letter capitalized, unless it begins with code."""
    return text[:1].upper() + text[1:]


def sentence(name: str) -> str:
    """What a test or a watch is about, from its name: `test_fixed_path_is_reached[a]` is "Fixed path is reached"."""
    bare = name.partition("[")[0].rpartition("::")[2]
    words = bare.removeprefix("test_").removeprefix("watch_").replace("_", " ").strip() or bare
    text = " ".join(NAMES.get(word, word) for word in words.split(" "))
    for pattern, mended in MENDED:
        text = pattern.sub(mended, text)
    return capital(text)
