"""Build the index that the command line and the site search: the weight of each word in each concept."""

import ast
import math
import re
import tomllib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.words import WORD, parts_of, stem, words_of

TITLE, CALLED, SUMMARY, EXPLANATION, IMPORTS, CODE, TABLE, TEST, WATCH = 20, 16, 8, 5, 4, 2, 2, 2, 1
"""The weight of a word by where it occurs."""
PART = 0.5
"""Weight of a word inside an identifier, relative to the whole identifier."""
REPEATED = 0.25
"""Additional weight of each repetition, up to four."""
SCALE = 100
"""Weights are integers, so that Python and JavaScript compute the same sums."""
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z`\"'])|\n\s*\n|\n(?=- )")
IMPORT = re.compile(r"(?m)^(?:from|import) .*$")
DEFINED = re.compile(r"(?m)^[ \t]*(?:async[ \t]+)?def[ \t]+(?:test|watch)_(\w+)")


Postings = tuple[int, dict[int, int]]
"""How rare a term is, and its weight in each concept that has it."""


@dataclass(frozen=True)
class Entry:
    """A concept in the index, and the lines that an excerpt is chosen from: prose first, then code, then promises."""

    slug: str
    title: str
    summary: str
    prose: tuple[str, ...]
    code: tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """A name of a concept: the number of the concept, its words, and their stems without stop words."""

    number: int
    words: str
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """The search index: the concepts in order, and for each word its rarity and its weights by concept.

    `pairs` are the stems of neighbouring words, `names` the titles and other names of concepts, and `synonyms` maps
    the stem of a word to its synonyms.
    """

    entries: tuple[Entry, ...]
    terms: dict[str, Postings]
    pairs: dict[str, Postings]
    names: tuple[Name, ...]
    synonyms: dict[str, list[str]]
    ignored: frozenset[str]

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.terms)

    def beginning_with(self, prefix: str) -> list[str]:
        """The words with a prefix, in order."""
        start = bisect_left(self._sorted, prefix)
        return list(takewhile(lambda term: term.startswith(prefix), self._sorted[start:]))

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """The words with each stem."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for term in self.terms:
            found[stem(term)].append(term)
        return dict(found)

    @cached_property
    def rarity(self) -> dict[str, int]:
        """The rarity of each stem."""
        return {key: min(self.terms[term][0] for term in terms) for key, terms in self.by_stem.items()}


@cache
def hand_kept() -> dict[str, Any]:
    """The content of `synonyms.toml`."""
    return tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))


def build_index(corpus: Corpus) -> Index:
    """The index of a corpus."""
    kept = hand_kept()
    weights: defaultdict[str, dict[int, int]] = defaultdict(dict)
    names: list[Name] = []
    entries = []
    ignored = frozenset(kept["ignored"])
    titled = [(concept, table.title) for table in corpus.tables for concept in table.concepts]
    for number, (concept, table) in enumerate(titled):
        called = kept["concepts"].get(concept.slug, [])
        entries.append(_entry(concept))
        for term, weight in _weighed(concept, table, called, ignored).items():
            weights[term][number] = round(SCALE * weight)
        names.extend(_names(number, (concept.title, concept.slug, *called), ignored))
    found = {term: (_rarity(len(weighed), len(entries)), weighed) for term, weighed in sorted(weights.items())}
    terms = {term: postings for term, postings in found.items() if " " not in term}
    pairs = {term: postings for term, postings in found.items() if " " in term}
    return Index(tuple(entries), terms, pairs, tuple(names), _synonyms(kept["words"]), ignored)


def _synonyms(words: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The synonyms of the words with each stem."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word, others in words.items():
        found[stem(word)].extend(other for other in others if other not in found[stem(word)])
    return dict(found)


def _names(number: int, texts: Iterable[str], ignored: Iterable[str]) -> Iterator[Name]:
    """The distinct names of a concept."""
    for text in dict.fromkeys(" ".join(words_of(text.replace("_", " "))) for text in texts):
        if found := tuple(dict.fromkeys(stems(text, ignored).split())):
            yield Name(number, text, found)


def stems(text: str, ignored: Iterable[str]) -> str:
    """The stems of a text's words, joined by spaces."""
    return " ".join(stem(word) for word in words_of(text.replace("_", " ")) if word not in ignored)


def _rarity(found: int, of: int) -> int:
    """The rarity of a word, from the number of concepts that have it."""
    return round(SCALE * math.log(1 + of / found))


def _entry(concept: Concept) -> Entry:
    prose = [" ".join(part.removeprefix("- ").split()) for part in SENTENCE_END.split(concept.explanation)]
    code = [line.strip() for line in body_of(concept.source).splitlines() if len(line.strip()) > 3]
    return Entry(
        concept.slug,
        concept.title.replace("`", ""),
        concept.summary,
        tuple(filter(None, prose)),
        tuple(dict.fromkeys(code)),
    )


def start_of_body(source: str) -> int:
    """The offset of the code after header and docstring, in characters; 0 if there is no docstring."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return 0
    first = tree.body[0] if tree.body else None
    if not isinstance(first, ast.Expr) or ast.get_docstring(tree) is None:
        return 0
    rest = source.split("\n", first.end_lineno or 0)[-1]
    return len(source) - len(rest.lstrip("\n"))


def body_of(source: str) -> str:
    """The code of a script without header and docstring."""
    return source[start_of_body(source) :]


def _weighed(concept: Concept, table: str, called: Sequence[str], ignored: frozenset[str]) -> dict[str, float]:
    """The weight of every word of a concept."""
    body = body_of(concept.source)
    titled = f"{concept.title} {concept.slug}"
    places: list[tuple[float, Iterable[str]]] = [
        (max(SUMMARY, TITLE / math.sqrt(max(1, len(words_of(concept.title))))), [titled]),
        *((CALLED / math.sqrt(min(3, len(words_of(name)) or 1)), [name]) for name in called),
        (SUMMARY, [concept.summary]),
        (EXPLANATION, [concept.explanation]),
        (IMPORTS, IMPORT.findall(body)),
        (CODE, [body]),
        (TABLE, [table]),
        (TEST, DEFINED.findall(concept.test_source)),
        (WATCH, DEFINED.findall(concept.watch_source)),
    ]
    weights: defaultdict[str, float] = defaultdict(float)
    for place, texts in places:
        for term, factor in _terms_in(texts, phrases=place >= SUMMARY, ignored=ignored).items():
            weights[term] += place * factor
    return weights


def _terms_in(texts: Iterable[str], *, phrases: bool, ignored: frozenset[str]) -> dict[str, float]:
    """The terms of some texts, each with a factor that grows with its repetitions."""
    whole: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for text in texts:
        whole.update(words_of(text))
        for word in WORD.findall(text):
            inside.update(parts_of(word))
        if phrases:
            whole.update(_pairs(text, ignored))
    factors = {term: PART * _repeated(count) for term, count in inside.items()}
    for term, count in whole.items():
        factors[term] = max(_repeated(count), factors.get(term, 0))
    return factors


def _repeated(count: int) -> float:
    return 1 + REPEATED * min(count - 1, 4)


def _pairs(text: str, ignored: frozenset[str]) -> Iterator[str]:
    """The stems of each pair of neighbouring words."""
    return (f"{one} {two}" for one, two in pairwise(stems(text, ignored).split(" ")))
