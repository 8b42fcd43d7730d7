"""Highlight source text with as little markup as possible; a page has a budget, and copied text must be exact."""

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
"""The classes that style.css knows, the more special kind of token before the more general one."""


def highlight(text: str, filename: str) -> Markup:
    """The text as HTML, character for character: what a browser reads back from it is the text again."""
    tokens = list(lexer_for(filename).get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return escape(text)
    parts = []
    for style, group in groupby(tokens, key=lambda token: style_of(token[0])):
        value = escape("".join(value for _, value in group))
        parts.append(f'<span class="{style}">{value}</span>' if style else str(value))
    return Markup("".join(parts))  # noqa: S704  # its parts are escaped


def lexer_for(filename: str) -> Lexer:
    """The lexer of a file by its name; plain text where none is known."""
    try:
        return get_lexer_for_filename(filename, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return TextLexer(stripnl=False, ensurenl=False)


@cache
def style_of(kind: _TokenType) -> str:
    """The class of a token; empty for what is not set apart."""
    return next((style for known, style in STYLES if kind[: len(known)] == known), "")
