"""Find related concepts: by table, by shared API, by meaning, or curated by hand."""

import ast
import math
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi_by_example.corpus.search import rank
from fastapi_by_example.corpus.search_index import Index

NEIGHBOUR = 0.5
"""Score for a concept of the same table; the other two scores are between 0 and 1."""
COMMON = 0.25
"""Names imported by more than this share of the concepts are ignored."""
MOST_RELATED = 4


@cache
def hand_kept() -> dict[str, Any]:
    """The content of `related.toml`."""
    return tomllib.loads(Path(__file__).with_name("related.toml").read_text(encoding="utf-8"))


def api_names(source: str) -> frozenset[str]:
    """The names that a script imports from packages: classes and functions such as `Depends`."""
    try:
        return frozenset(_imported_names(ast.parse(source)))
    except (SyntaxError, ValueError):
        return frozenset()


def _imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level and _is_package(node.module):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names if _is_package(alias.name))


def _is_package(module: str) -> bool:
    """Whether a module is not in the standard library."""
    return module.partition(".")[0] not in sys.stdlib_module_names


def relatives(index: Index, names: Mapping[str, frozenset[str]], tables: Mapping[str, int]) -> dict[str, list[str]]:
    """For each concept, the slugs of the concepts to read next, best match first."""
    uses = Counter(name for of_one in names.values() for name in of_one)
    weight = {name: math.log(len(names) / count) for name, count in uses.items() if count <= COMMON * len(names)}
    return {slug: _nearest(index, slug, names, weight, tables) for slug in names}


def _nearest(
    index: Index, slug: str, names: Mapping[str, frozenset[str]], weight: Mapping[str, float], tables: Mapping[str, int]
) -> list[str]:
    """The best matches of one concept: those curated by hand, then those with the best score."""
    kept = [other for other in hand_kept().get(slug, ()) if other in names]
    entry = next(one for one in index.entries if one.slug == slug)
    meant = {index.entries[number].slug: score for number, score in rank(index, f"{entry.title}: {entry.summary}")}
    most = max((score for other, score in meant.items() if other != slug), default=0) or 1
    own = sum(weight.get(name, 0) for name in names[slug]) or 1
    scores = {}
    for other in names:
        shared = sum(weight.get(name, 0) for name in names[slug] & names[other]) / own
        score = shared + meant.get(other, 0) / most + (NEIGHBOUR if tables[other] == tables[slug] else 0)
        if other != slug and score >= NEIGHBOUR:
            scores[other] = score
    found = sorted(scores, key=lambda other: -scores[other])
    return list(dict.fromkeys([*kept, *found]))[:MOST_RELATED]
