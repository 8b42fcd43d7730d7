"""Search the corpus: titles, docstrings and code, the best first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi_by_example.corpus.concept import Concept, Corpus

WEIGHTS = (("slug", 12), ("title", 10), ("table", 4), ("docstring", 3), ("code", 2), ("test", 1))
"""What a word counts for, by where it stands; a whole word counts double."""


@dataclass(frozen=True)
class Hit:
    """A concept that was found, its score, and the first line of code or text that has one of the words."""

    concept: Concept
    score: int
    line: str


def search(corpus: Corpus, words: Sequence[str]) -> list[Hit]:
    """The concepts in which every word stands somewhere, in any case; the best first, equals in the corpus' order."""
    wanted = [word.casefold() for text in words for word in text.split()]
    hits = []
    for table in corpus.tables:
        for concept in table.concepts:
            score = score_of(concept, table.title, wanted)
            if score:
                hits.append(Hit(concept, score, first_line_with(concept, wanted)))
    return sorted(hits, key=lambda hit: -hit.score)


def score_of(concept: Concept, table: str, wanted: Sequence[str]) -> int:
    """How well a concept fits; 0 where one of the words is missing."""
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
    """2 where a text has a word as a whole, 1 where it has it inside another, 0 where it has it not."""
    if word not in text:
        return 0
    return 2 if re.search(rf"(?<![a-z0-9_]){re.escape(word)}(?![a-z0-9_])", text) else 1


def first_line_with(concept: Concept, wanted: Sequence[str]) -> str:
    """The first line of the script that has one of the words; the summary where only the title or the test has."""
    for line in concept.source.splitlines():
        if any(word in line.casefold() for word in wanted):
            return line.strip()
    return concept.summary
