"""Highlight source text with little markup: pages have a size limit, and copied text must be exact."""

from functools import cache
from itertools import groupby

from markupsafe import Markup, escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.lexers.special import TextLexer
from pygments.token import (
    Comment,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

STYLES: tuple[tuple[_TokenType, str], ...] = (
    (String.Doc, "d"),
    (String, "s"),
    (Comment, "c"),
    (Keyword.Constant, "m"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Number, "m"),
    (Literal, "m"),
    (Name.Decorator, "a"),
    (Name.Class, "f"),
    (Name.Function, "f"),
    (Name.Builtin, "b"),
    (Name.Exception, "b"),
    (Name.Tag, "k"),
    (Name.Attribute, "b"),
)
"""The classes in style.css, specific kinds of token before general ones."""


def highlight(text: str, filename: str) -> Markup:
    """The text as HTML, character for character, so that text copied in a browser is exact."""
    tokens = list(_lexer_for(filename).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return escape(text)
    parts = []
    for style, group in groupby(tokens, key=lambda token: _style_of(token[0])):
        value = escape("".join(value for _, value in group))
        parts.append(f'<span class="{style}">{value}</span>' if style else str(value))
    return Markup("".join(parts))  # noqa: S704  # its parts are escaped


def _lexer_for(filename: str) -> Lexer:
    """The lexer for a file name; plain text if there is none."""
    try:
        return get_lexer_for_filename(filename, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False, ensurenl=False)


@cache
def _style_of(kind: _TokenType) -> str:
    """The class of a token; empty if it has none."""
    return next((style for known, style in STYLES if kind[: len(known)] == known), "")
