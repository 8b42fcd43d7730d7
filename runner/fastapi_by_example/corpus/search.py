"""Search a corpus, best match first. `site/static/ranking.js` ranks the same index in the same way."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fastapi_by_example.corpus.concept import Concept, Corpus
from fastapi_by_example.corpus.search_index import Entry, Index, build_index, stems
from fastapi_by_example.corpus.words import WORD, one_edit_apart, parts_of, stem, words_of

WHOLE, SAME_STEM, SYNONYM, MISTYPED, PREFIX, RARE_PREFIX = 1.0, 0.8, 0.7, 0.5, 0.5, 0.1
"""The weight of a match by its kind. A prefix counts little if the word itself is known."""
PAIR = 0.5
"""The additional weight of two neighbouring words."""
NAMED = 2_000_000
"""Score for a concept whose name has the words of the query; less if it has other words or lacks some."""
SAME = 1.5
"""The factor for a name that equals the query word for word."""
UNKNOWN = 300
"""The rarity of a word that no example has."""
SHORTEST_MISTYPED = 4
PARTIAL = 0.35
"""A concept that lacks a word is a hit if it scores this share of the best score, not counting names."""
IN_CODE = 0.45
"""The factor for a match in a line of code when an excerpt is chosen."""


@dataclass(frozen=True)
class Hit:
    """A matching concept, its score, and its sentence or line of code that matches the query best."""

    concept: Concept
    score: int
    line: str


@dataclass(frozen=True)
class Wanted:
    """A word of a query: the terms of the index that match it, each with the weight of the match."""

    matches: dict[str, float]
    importance: float


def search(corpus: Corpus, words: Sequence[str]) -> list[Hit]:
    """The concepts that match a query: best match first, ties in corpus order.

    A concept with all known words comes before one that lacks a word, unless the latter is named exactly so.
    """
    index = build_index(corpus)
    concepts = list(corpus.concepts.values())
    wanted = wanted_words(index, " ".join(words))
    return [
        Hit(concepts[number], score, excerpt(index.entries[number], wanted))
        for number, score in rank(index, " ".join(words))
    ]


def rank(index: Index, query: str) -> list[tuple[int, int]]:
    """The numbers of the matching concepts with their scores, best first."""
    wanted = wanted_words(index, query)
    total = sum(one.importance for one in wanted)
    found: dict[int, float] = {}
    covered: dict[int, float] = {}
    for one in wanted:
        for number, score in _scores(index, one.matches).items():
            found[number] = found.get(number, 0) + score
            covered[number] = covered.get(number, 0) + one.importance
    shares = {number: importance / total for number, importance in covered.items()}
    scores = {number: score * shares[number] * math.sqrt(shares[number]) for number, score in found.items()}
    enough = PARTIAL * max(scores.values(), default=0)
    for number, score in _bonuses(index, query):
        if number in scores:
            scores[number] += score
    kept = [number for number, score in scores.items() if covered[number] >= total or score >= enough]
    return sorted(((number, int(scores[number])) for number in kept), key=lambda pair: (-scores[pair[0]], pair[0]))


def wanted_words(index: Index, query: str) -> list[Wanted]:
    """The words of a query that the index knows, without stop words."""
    words = list(dict.fromkeys(words_of(query)))
    telling = [word for word in words if word not in index.ignored] or words
    whole = {word.casefold().strip("_"): word for word in WORD.findall(query)}
    found = [wanted for word in telling for wanted in _matches(index, word, whole[word])]
    return [one for one in found if one.matches]


def _matches(index: Index, word: str, written: str) -> Iterator[Wanted]:
    """The matches of a word, or of its parts if it is an unknown identifier."""
    matches = dict(_matching_terms(index, word))
    parts = list(dict.fromkeys(parts_of(written)))
    if not matches and parts:
        for part in parts:
            inside = dict(_matching_terms(index, part))
            yield Wanted(inside, _importance(index, inside))
        return
    matches = matches or dict.fromkeys(_mistyped(index, word), MISTYPED)
    yield Wanted(matches, _importance(index, matches))


def _importance(index: Index, matches: dict[str, float]) -> float:
    return max((index.terms[term][0] * factor for term, factor in matches.items()), default=0)


def _matching_terms(index: Index, word: str) -> Iterator[tuple[str, float]]:
    """The terms that a word matches, the weakest kind first."""
    meant = [term for term in index.synonyms.get(stem(word), ()) if term in index.terms]
    related = index.by_stem.get(stem(word), [])
    prefix = RARE_PREFIX if related or meant else PREFIX
    if len(word) > 1:
        yield from ((term, prefix) for term in index.beginning_with(word))
    yield from ((term, SYNONYM) for term in meant)
    yield from ((term, SAME_STEM) for term in related)
    if word in index.terms:
        yield word, WHOLE


def _mistyped(index: Index, word: str) -> Iterator[str]:
    """The terms that are one edit away from a word."""
    if len(word) >= SHORTEST_MISTYPED:
        yield from (term for term in index.terms if one_edit_apart(word, term))


def _corrected(index: Index, query: str) -> str:
    """A query with each mistyped word replaced by the most common word that is one edit away."""
    corrected = []
    for word in words_of(query.replace("_", " ")):
        known = word in index.terms or stem(word) in index.by_stem or stem(word) in index.synonyms
        close = [] if known else list(_mistyped(index, word))
        corrected.append(min(close, key=lambda term: (index.terms[term][0], term), default=word))
    return " ".join(corrected)


def _scores(index: Index, matches: dict[str, float]) -> dict[int, float]:
    """The best score of each concept for one word."""
    best: dict[int, float] = {}
    for term, factor in matches.items():
        rarity, weights = index.terms[term]
        for number, weight in weights.items():
            best[number] = max(best.get(number, 0), rarity * weight * factor)
    return best


def _bonuses(index: Index, query: str) -> Iterator[tuple[int, float]]:
    """The additional scores for neighbouring words, and for names of concepts that resemble the query."""
    corrected = _corrected(index, query)
    found = stems(corrected, index.ignored).split(" ")
    for one, two in pairwise(found):
        for pair in (f"{one} {two}", one + two):
            rarity, weights = index.pairs.get(pair) or index.terms.get(pair, (0, {}))
            yield from ((number, rarity * weight * PAIR) for number, weight in weights.items())
    best: dict[int, float] = {}
    for number, share in _named(index, corrected, dict.fromkeys(found)):
        best[number] = max(best.get(number, 0), share)
    yield from ((number, NAMED * share) for number, share in best.items())


def _named(index: Index, query: str, found: dict[str, None]) -> Iterator[tuple[int, float]]:
    """The concepts with a name that shares words with the query, each with the similarity of name and query."""
    meant = {stem(other): stem(word) for word in words_of(query) for other in index.synonyms.get(stem(word), ())}
    total = sum(index.rarity.get(one, UNKNOWN) for one in found)
    for name in index.names:
        whole, shared = 0.0, 0.0
        for one in name.stems:
            rarity = index.rarity.get(one, UNKNOWN)
            whole += rarity
            if one in found:
                shared += rarity
            elif one in meant and meant[one] not in name.stems:
                shared += rarity * SYNONYM
        if shared:
            alike = min(1, shared / whole) * min(1, shared / whole) * min(1, shared / total)
            yield name.number, alike * SAME if name.words == query else alike


def excerpt(entry: Entry, wanted: Sequence[Wanted]) -> str:
    """The sentence or line of code that has the most words; the summary if none has more."""
    best, chosen = _match_of(entry.summary, wanted), entry.summary
    for lines, factor in ((entry.prose, 1.0), (entry.code, IN_CODE)):
        for line in lines:
            if (match := factor * _match_of(line, wanted)) > best:
                best, chosen = match, line
    return chosen


def _match_of(line: str, wanted: Sequence[Wanted]) -> float:
    """How well a line matches a query."""
    words = set(words_of(line)) | {part for word in WORD.findall(line) for part in parts_of(word)}
    return sum(
        one.importance * max((factor for term, factor in one.matches.items() if term in words), default=0)
        for one in wanted
    )
