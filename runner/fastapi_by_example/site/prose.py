"""Turn docstrings, introductions and names of tests into what the pages say."""

from markdown_it import MarkdownIt
from markupsafe import Markup

MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")
WRITTEN = (
    *("API", "ASGI", "CORS", "HTML", "HTTP", "HTTPS", "JSON", "JWT", "ORM", "SQL", "URL", "UUID"),
    *("FastAPI", "GraphQL", "OpenAPI", "Pydantic", "Starlette", "Uvicorn"),
)
"""Words that the name of a function cannot write as they are written."""
NAMES = {name.lower(): name for name in WRITTEN}


def prose(text: str) -> Markup:
    """The Markdown of a docstring or an introduction as HTML. Tags in it are text."""
    html = MARKDOWN.render(text).replace("<pre>", '<pre tabindex="0">')  # it may scroll, so it can be focused
    return Markup(html.strip())  # noqa: S704  # the renderer escapes what is not Markdown


def joined(text: str) -> str:
    """A text on one line; where its lines ended is the author's editor's business."""
    return " ".join(text.split())


def inline(text: str) -> Markup:
    """A line of Markdown as HTML: code and addresses marked up, everything else escaped."""
    return Markup(MARKDOWN.renderInline(text))  # noqa: S704


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
