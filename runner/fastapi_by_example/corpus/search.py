"""Search titles, docstrings and code of a corpus, best match first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi_by_example.corpus.concept import Concept, Corpus

WEIGHTS = (("slug", 12), ("title", 10), ("table", 4), ("docstring", 3), ("code", 2), ("test", 1))
"""The weight of a match by its place; a whole word counts double."""


@dataclass(frozen=True)
class Hit:
    """A matching concept, its score, and the first line with one of the words."""

    concept: Concept
    score: int
    line: str


def search(corpus: Corpus, words: Sequence[str]) -> list[Hit]:
    """The concepts that contain every word, ignoring case: best match first, ties in corpus order."""
    wanted = [word.casefold() for text in words for word in text.split()]
    hits = []
    for table in corpus.tables:
        for concept in table.concepts:
            score = _score(concept, table.title, wanted)
            if score:
                hits.append(Hit(concept, score, _first_line_with(concept, wanted)))
    return sorted(hits, key=lambda hit: -hit.score)


def _score(concept: Concept, table: str, wanted: Sequence[str]) -> int:
    """How well a concept matches; 0 if a word is missing."""
    texts = {
        "slug": concept.slug,
        "title": concept.title,
        "table": table,
        "docstring": concept.docstring,
        "code": concept.source,
        "test": concept.test_source,
    }
    score = 0
    for word in wanted:
        found = sum(weight * occurrence(word, texts[place].casefold()) for place, weight in WEIGHTS)
        if not found:
            return 0
        score += found
    return score


def occurrence(word: str, text: str) -> int:
    """2 if a text contains a word, 1 if only inside another word, 0 if not at all."""
    if word not in text:
        return 0
    return 2 if re.search(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", text) else 1


def _first_line_with(concept: Concept, wanted: Sequence[str]) -> str:
    """The first line of the script with one of the words, or else the summary."""
    for line in concept.source.splitlines():
        if any(word in line.casefold() for word in wanted):
            return line.strip()
    return concept.summary
