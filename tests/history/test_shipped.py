"""The history shipped with the package: complete, small, and the same if a part of it is run again."""

import pytest

from fastapi_by_example.corpus.discovery import discover
from fastapi_by_example.diff.changes import Aspect
from fastapi_by_example.environments.resolution import Python
from fastapi_by_example.execution.verify import Options, Session
from fastapi_by_example.history.derive import derive
from fastapi_by_example.history.document import SHIPPED, History, PastCause, Point, load
from fastapi_by_example.history.keeper import Keeper, own_cache
from fastapi_by_example.history.store import Store
from fastapi_by_example.history.sweep import Sweep
from fastapi_by_example.history.timeline import State
from fastapi_by_example.run.remembered import recall
from fastapi_by_example.store.cache import Cache

LARGEST = 3 * 2**20
"""Bytes that the history may have in the wheel."""


@pytest.fixture(scope="module")
def shipped() -> History:
    return load(SHIPPED)


def test_shipped_history_is_small_and_complete(shipped: History) -> None:
    assert SHIPPED.stat().st_size < LARGEST
    assert len(shipped.releases) >= 195
    assert [point.released for point in shipped.points] == sorted(point.released for point in shipped.points)
    assert all(0 <= one.before < one.after < len(shipped.points) for one in shipped.causes)
    assert all(one.places for one in shipped.causes)


def test_shipped_history_has_the_concepts_of_the_corpus(shipped: History) -> None:
    assert shipped.concepts.keys() == set(shipped.provenance.examples)
    assert len(shipped.concepts.keys() & discover(None).concepts.keys()) > 100


def state_of(point: Point) -> State:
    return State(point.package, point.version, point.released, point.fastapi, point.eve)


def statuses(history: History, before: str, after: str, slug: str) -> set[str]:
    """The keys of the changed status codes of a concept between two points."""
    names = [point.name for point in history.points]

    def between(one: PastCause) -> bool:
        return (names[one.before], names[one.after]) == (before, after) and slug in one.places

    return {one.key for one in history.causes if one.aspect is Aspect.STATUS and between(one)}


@pytest.mark.parametrize(("version", "slug"), [("0.122.0", "api_key_header"), ("0.118.0", "yield_dependency")])
def test_rebuilt_part_is_the_same(shipped: History, version: str, slug: str, cache: Cache, python: Python) -> None:
    before, after = f"before fastapi {version}", f"fastapi {version}"
    wanted = statuses(shipped, before, after, slug)
    assert wanted
    states = [state_of(point) for point in shipped.points if point.name in (before, after)]
    corpus = discover(None)
    session = own_cache(Session(corpus, python, cache, recall(cache, corpus.root), Options(jobs=1)))
    keeper = Keeper(session, Store(cache.root / f"{slug}.sqlite3"))
    concept = corpus.concepts[slug]
    for state in states:
        keeper.run(state, [concept])
    made = derive(Sweep(keeper, states, [concept]), "")
    assert statuses(made, before, after, slug) == wanted
