"""Select concepts by slug, table, title, path or expression, with suggestions for unknown words."""

import ast
import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept, Corpus, Table
from fastapi_by_example.errors import UsageError

LEAST_PART = 2
"""Shortest part of a name that can select a concept, in characters."""
LONGEST_WORD = 200
"""Most characters of a wrong word that a message repeats."""
MOST_NAMED = 6
"""Most concepts listed in a message."""


def select(corpus: Corpus, words: Sequence[str]) -> list[Concept]:
    """The concepts that the words name, in corpus order; all concepts if there are no words.

    A word is a slug or a part of one, a table's number, part of a table's title or folder name, or a path to an
    example or table. Raises UsageError with suggestions for an unknown word.
    """
    if not words:
        return list(corpus.concepts.values())
    chosen: set[str] = set()
    for word in words:
        named = {concept.slug for concept in _named_by(corpus, word)}
        if not named:
            raise _unknown(corpus, word)
        chosen |= named
    return [concept for slug, concept in corpus.concepts.items() if slug in chosen]


def matching(corpus: Corpus, concepts: Sequence[Concept], expression: str) -> list[Concept]:
    """The concepts that match an expression such as `jwt and not create`, as with pytest's `-k`.

    A word is part of a slug, of a title, or of a table's title; a number is a table's. Raises UsageError.
    """
    try:
        parsed = ast.parse(expression.strip(), mode="eval").body
        titles = {concept.slug: table.title for table in corpus.tables for concept in table.concepts}
        return [concept for concept in concepts if _fits(parsed, concept, titles[concept.slug])]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UsageError(
            f"{expression!r} is not an expression", hint="combine words with and, or, not and parentheses"
        ) from error


def _fits(node: ast.expr, concept: Concept, table: str) -> bool:
    if isinstance(node, ast.BoolOp):
        combine = all if isinstance(node.op, ast.And) else any
        return combine(_fits(value, concept, table) for value in node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _fits(node.operand, concept, table)
    if isinstance(node, ast.Name):
        return node.id.casefold() in f"{concept.slug} {concept.title} {table}".casefold()
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value == concept.table
    raise ValueError(ast.unparse(node))


def _named_by(corpus: Corpus, word: str) -> Iterable[Concept]:
    if exact := corpus.concepts.get(word) or corpus.concepts.get(_slug_of(word)):
        return [exact]
    if word.isdecimal():
        return [concept for table in corpus.tables if table.number == int(word) for concept in table.concepts]
    if not word:
        return []
    for path in (_in_corpus(corpus, word), corpus.root / word):  # paths in reports are relative to the corpus
        named = (c for c in corpus.concepts.values() if path in (c.script, c.test, c.script.parent, *c.assets))
        if by_path := list(named):
            return by_path
    if _in_corpus(corpus, word) in (corpus.root, corpus.root / "examples"):
        return corpus.concepts.values()
    by_table = [concept for table in corpus.tables if _names_table(table, word) for concept in table.concepts]
    part = word.casefold().replace("-", "_").replace(" ", "_")
    by_slug = [one for slug, one in corpus.concepts.items() if len(part) >= LEAST_PART and part in slug.casefold()]
    return [*by_table, *(one for one in by_slug if one not in by_table)]


def _slug_of(word: str) -> str:
    """The slug in the name of an example's file, such as `test_SLUG.py::test_it`."""
    file = word.partition("::")[0]
    return Path(file).stem.removeprefix("test_").removeprefix("watch_") if "/" not in file else ""


def _in_corpus(corpus: Corpus, word: str) -> Path:
    """The path for a word, below the corpus root if it leads there through `..` or links."""
    path, root = Path(word).resolve(), corpus.root.resolve()
    return corpus.root / path.relative_to(root) if path.is_relative_to(root) else path


def _names_table(table: Table, word: str) -> bool:
    """Whether a word is part of a table's title or folder name, ignoring case."""
    wanted = word.casefold().replace("-", "_")
    return wanted in table.folder.name.casefold() or word.casefold() in table.title.casefold()


def one(corpus: Corpus, word: str) -> Concept:
    """The one concept that a slug, a part of one, or a path names.

    Raises UsageError, with suggestions, if there is not exactly one.
    """
    named = list(_named_by(corpus, word))
    if len(named) > 1:
        names = ", ".join(concept.slug for concept in named[:MOST_NAMED])
        more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
        raise UsageError(f"{word!r} names {len(named)} concepts", hint=f"give one of {names}{more}")
    if not named:
        raise _unknown(corpus, word)
    return named[0]


def _unknown(corpus: Corpus, word: str) -> UsageError:
    wanted = (_slug_of(word) or word)[:LONGEST_WORD].casefold().replace("-", "_").replace(" ", "_")
    candidates = [*corpus.concepts, *(table.folder.name for table in corpus.tables)]
    close = [name for name in difflib.get_close_matches(wanted, candidates, n=4, cutoff=0.5) if name != word]
    hint = f"did you mean {', '.join(close)}?" if close else "`fastapi-by-example list` shows all concepts"
    return UsageError(f"no concept, table or path {word[:LONGEST_WORD]!r}", hint=hint)
