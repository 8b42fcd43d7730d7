"""Select concepts by slug, table number, title or path, with suggestions for unknown words."""

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept, Corpus, Table
from fastapi_by_example.errors import UsageError


def select(corpus: Corpus, words: Sequence[str]) -> list[Concept]:
    """The concepts that the words name, in corpus order; all concepts if there are no words.

    A word is a slug, a table's number, part of a table's title or folder name, or a path to an example or table.
    Raises UsageError with suggestions for an unknown word.
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


def _named_by(corpus: Corpus, word: str) -> Iterable[Concept]:
    if word in corpus.concepts:
        return [corpus.concepts[word]]
    if word.isdecimal():
        return [concept for table in corpus.tables if table.number == int(word) for concept in table.concepts]
    if not word:
        return []
    for path in (_in_corpus(corpus, word), corpus.root / word):  # reports name paths relative to the corpus
        named = (c for c in corpus.concepts.values() if path in (c.script, c.test, c.script.parent, *c.assets))
        if by_path := list(named):
            return by_path
    if _in_corpus(corpus, word) in (corpus.root, corpus.root / "examples"):
        return corpus.concepts.values()
    return [concept for table in corpus.tables if _names_table(table, word) for concept in table.concepts]


def _in_corpus(corpus: Corpus, word: str) -> Path:
    """The path for a word, below the corpus root if it leads there through `..` or links."""
    path, root = Path(word).resolve(), corpus.root.resolve()
    return corpus.root / path.relative_to(root) if path.is_relative_to(root) else path


def _names_table(table: Table, word: str) -> bool:
    """Whether a word is part of a table's title or folder name, ignoring case."""
    wanted = word.casefold().replace("-", "_")
    return wanted in table.folder.name.casefold() or word.casefold() in table.title.casefold()


def one(corpus: Corpus, slug: str) -> Concept:
    """The one concept that a slug or path names. Raises UsageError, with suggestions, if there is not exactly one."""
    named = list(_named_by(corpus, slug))
    if len(named) > 1:
        raise UsageError(f"{slug!r} names {len(named)} concepts", hint=f"give one, such as {named[0].slug}")
    if not named:
        raise _unknown(corpus, slug)
    return named[0]


def _unknown(corpus: Corpus, word: str) -> UsageError:
    word = Path(word.partition("::")[0]).stem.removeprefix("test_") or word
    candidates = [*corpus.concepts, *(table.folder.name for table in corpus.tables)]
    close = difflib.get_close_matches(word.casefold(), candidates, n=3, cutoff=0.5)
    close += [slug for slug in corpus.concepts if word.casefold() in slug and slug not in close][:3]
    hint = f"did you mean {', '.join(close[:4])}?" if close else "`fastapi-by-example list` shows all concepts"
    return UsageError(f"no concept, table or path {word!r}", hint=hint)
