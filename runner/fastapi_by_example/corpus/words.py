"""Split text into words as the search does. `site/static/ranking.js` has the same rules."""

import re
from functools import lru_cache
from itertools import pairwise

WORD = re.compile(r"\w+")
PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*|\d+|[^\W\dA-Za-z_]+")
"""A part of an identifier: `OAuth2`, `Password` and `Bearer` of `OAuth2PasswordBearer`."""
ENDINGS = (
    *("ations", "ation", "ating", "ators", "ator", "ated", "ates", "ate", "ions", "ion", "ings", "ing"),
    *("ies", "ers", "ie", "er", "ed", "es", "s", "y", "e"),
)
SHORTEST_STEM = 4


def words_of(text: str) -> list[str]:
    """The words of a text without case: identifiers stay whole."""
    return [word for found in WORD.findall(text) if (word := found.casefold().strip("_"))]


@lru_cache(maxsize=100_000)
def parts_of(identifier: str) -> tuple[str, ...]:
    """The words inside an identifier, and neighbours joined: `web`, `socket` and `websocket` of `WebSocket`.

    Empty if the identifier is a single word.
    """
    parts = [part.casefold() for part in PART.findall(identifier)]
    if len(parts) < 2:
        return ()
    joined = (one + two for one, two in pairwise(parts))
    return (*(part for part in parts if len(part) > 1), *joined)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its ending, so that `dependencies` and `dependency` are equal."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def one_edit_apart(one: str, two: str) -> bool:
    """Whether two words differ by one letter added, removed or replaced, or by two neighbouring letters swapped."""
    if len(one) > len(two):
        one, two = two, one
    if len(two) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == two[start]:
        start += 1
    if len(one) < len(two):
        return one[start:] == two[start + 1 :]
    swapped = one[start : start + 2][::-1] == two[start : start + 2] and one[start + 2 :] == two[start + 2 :]
    return swapped or one[start + 1 :] == two[start + 1 :]
