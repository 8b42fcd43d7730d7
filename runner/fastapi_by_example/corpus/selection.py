"""Choose concepts by slug, table number or title, or path; suggest the right word for a wrong one."""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept, Corpus, Table
from fastapi_by_example.errors import UsageError


def select(corpus: Corpus, words: Sequence[str]) -> list[Concept]:
    """The concepts that any of the words names, in the corpus' order; all of them where there is no word.

    A word is a slug, a table's number, a part of a table's title or folder name, or a path to an example or a table.
    Raises UsageError, with suggestions, for a word that names nothing.
    """
    if not words:
        return list(corpus.concepts.values())
    chosen: set[str] = set()
    for word in words:
        named = {concept.slug for concept in named_by(corpus, word)}
        if not named:
            raise UsageError(unknown(corpus, word))
        chosen |= named
    return [concept for slug, concept in corpus.concepts.items() if slug in chosen]


def named_by(corpus: Corpus, word: str) -> Iterable[Concept]:
    """The concepts that one word names; none where it names nothing."""
    if word in corpus.concepts:
        return [corpus.concepts[word]]
    if word.isdecimal():
        return [concept for table in corpus.tables if table.number == int(word) for concept in table.concepts]
    if not word:
        return []
    for path in (in_corpus(corpus, word), corpus.root / word):  # as reports name it, whatever the current folder is
        named = (c for c in corpus.concepts.values() if path in (c.script, c.test, c.script.parent, *c.assets))
        if by_path := list(named):
            return by_path
    if in_corpus(corpus, word) in (corpus.root, corpus.root / "examples"):
        return corpus.concepts.values()
    return [concept for table in corpus.tables if names_table(table, word) for concept in table.concepts]


def in_corpus(corpus: Corpus, word: str) -> Path:
    """The path that a word spells, as the corpus spells it, whatever `..` and links were on the way."""
    path, root = Path(word).resolve(), corpus.root.resolve()
    return corpus.root / path.relative_to(root) if path.is_relative_to(root) else path


def names_table(table: Table, word: str) -> bool:
    """Whether a word is part of a table's title or of its folder's name, in any case."""
    wanted = word.casefold().replace("-", "_")
    return wanted in table.folder.name.casefold() or word.casefold() in table.title.casefold()


def one(corpus: Corpus, slug: str) -> Concept:
    """The concept with a slug, or at a path. Raises UsageError, with suggestions, where it is not one."""
    named = list(named_by(corpus, slug))
    if len(named) > 1:
        raise UsageError(f"{slug!r} names {len(named)} concepts; give one, like {named[0].slug}.")
    if not named:
        raise UsageError(unknown(corpus, slug))
    return named[0]


def unknown(corpus: Corpus, word: str) -> str:
    """The message for a word that names nothing: what was looked for, and what may have been meant."""
    word = Path(word.partition("::")[0]).stem.removeprefix("test_") or word
    candidates = [*corpus.concepts, *(table.folder.name for table in corpus.tables)]
    close = difflib.get_close_matches(word.casefold(), candidates, n=3, cutoff=0.5)
    close += [slug for slug in corpus.concepts if word.casefold() in slug and slug not in close][:3]
    hint = f" Did you mean {', '.join(close[:4])}?" if close else " `fastapi-by-example list` shows them all."
    return f"No concept, table or path is called {word!r}.{hint}"
