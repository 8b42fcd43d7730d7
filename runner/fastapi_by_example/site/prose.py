"""Convert docstrings, introductions and test names into the text of pages."""

from markdown_it import MarkdownIt
from markupsafe import Markup

MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")
WRITTEN = (
    *("API", "ASGI", "CORS", "HTML", "HTTP", "HTTPS", "JSON", "JWT", "ORM", "SQL", "URL", "UUID"),
    *("FastAPI", "GraphQL", "OpenAPI", "Pydantic", "Starlette", "Uvicorn"),
)
"""Words whose capitals are lost in a function name."""
NAMES = {name.lower(): name for name in WRITTEN}


def prose(text: str) -> Markup:
    """The Markdown of a docstring or introduction as HTML, with tags escaped."""
    html = MARKDOWN.render(text).replace("<pre>", '<pre tabindex="0">')  # it may scroll, so it can be focused
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
    """A text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def sentence(test: str) -> str:
    """What a test promises, from its name: `test_fixed_path_is_reached[a]` is "Fixed path is reached (a)"."""
    name, bracket, case = test.partition("[")
    words = name.rpartition("::")[2].removeprefix("test_").replace("_", " ").strip() or name
    words = " ".join(NAMES.get(word, word) for word in words.split(" "))
    return capital(words) + (f" ({case.removesuffix(']')})" if bracket else "")
