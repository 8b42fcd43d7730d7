"""Derive the history from the known results: date each change, and find the outcomes of each concept."""

import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.causes import causes_of
from fastapi_by_example.diff.changes import Cause, Change, Kind
from fastapi_by_example.execution.interpreter import platform_name
from fastapi_by_example.history.document import (
    MAIN,
    History,
    Interval,
    Past,
    PastCause,
    Point,
    Provenance,
    Step,
    general_key,
    short_key,
)
from fastapi_by_example.history.sweep import Pair, Sweep
from fastapi_by_example.run.document import Outcome
from fastapi_by_example.text import first_line

MOST_STEPS = 3
"""Most packages to keep behind a cause if no main package changed."""
LONGEST_VALUE = 80
LONGEST = 160
"""Longest value, and longest sentence or message, that is kept, in characters."""


@dataclass(frozen=True)
class _Dated:
    """A change of an example, with the pair of states between which it occurred."""

    pair: Pair
    concept: Concept
    change: Change
    exact: bool


def derive(sweep: Sweep, corpus: str) -> History:
    """The history from the results of a sweep; `corpus` is the commit of the corpus."""
    dated = _leading(list(_dated(sweep)))
    causes = list(_causes(sweep, dated))
    used = {number for cause in causes for number in (cause.before, cause.after)}
    outcomes = {concept.slug: list(_intervals(sweep, concept)) for concept in sweep.concepts}
    used |= {number for intervals in outcomes.values() for one in intervals for number in (one.first, one.last)}
    kept = sorted(used | set(sweep.releases))
    place = {number: position for position, number in enumerate(kept)}
    ran = Counter(
        number
        for concept in sweep.concepts
        for number in sweep.known[concept.slug]
        if sweep.keeper.was_run(concept, sweep.states[number], 0)
    )
    points = [_point(sweep, number, ran[number]) for number in kept]
    return History(
        provenance=_provenance(sweep, corpus, points, ran),
        points=points,
        causes=[one.model_copy(update={"before": place[one.before], "after": place[one.after]}) for one in causes],
        concepts={
            concept.slug: Past(
                title=concept.title,
                intervals=[
                    one.model_copy(update={"first": place[one.first], "last": place[one.last]})
                    for one in outcomes[concept.slug]
                ],
            )
            for concept in sweep.concepts
        },
    )


def commit_of(folder: Path) -> str:
    """The Git commit of a corpus, with `+` if its files differ from it; empty if it is in no repository."""
    commands = (["rev-parse", "HEAD"], ["status", "--porcelain", "--", "examples"])
    try:
        commit, changed = (
            subprocess.run(
                ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True
            ).stdout.strip()
            for words in commands
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return commit + ("+" if changed else "")


def _provenance(sweep: Sweep, corpus: str, points: list[Point], ran: Counter[int]) -> Provenance:
    session = sweep.keeper.session
    chosen = [concept.slug for concept in sweep.concepts]
    return Provenance(
        made=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        python=session.python.version,
        platform=platform_name(),
        runner_version=metadata.version("fastapi-by-example"),
        corpus=corpus,
        examples=chosen,
        left_out=[slug for slug in session.corpus.concepts if slug not in chosen],
        releases=len(sweep.releases),
        whole=sum(one.whole for one in points),
        states=len(ran),
        runs=ran.total(),
    )


def _point(sweep: Sweep, number: int, ran: int) -> Point:
    state = sweep.states[number]
    sets = {concept.declared.key: concept for concept in sweep.concepts}.values()
    resolved = [found for found in (sweep.keeper.resolution(one, state) for one in sets) if found]
    packages = {name: version for one in reversed(resolved) for name, version in one.packages.items()}
    return Point(
        name=state.name,
        package=state.package,
        version=state.version,
        released=state.released,
        fastapi=state.fastapi,
        eve=state.eve,
        yanked=state.yanked,
        ran=ran,
        whole=state.is_release and sweep.is_whole(number),
        packages={name: packages[name] for name in MAIN if name in packages},
        reason=first_line(resolved[0].reason)[:LONGEST] if resolved and not packages else "",
    )


def _dated(sweep: Sweep) -> Iterator[_Dated]:
    """Every change between two known states of an example, with its general key."""
    for concept in sweep.concepts:
        for pair in sweep.pairs(concept):
            for change in sweep.changes(concept, pair):
                named = change.model_copy(update={"key": general_key(change.key)})
                yield _Dated(pair, concept, named, sweep.is_exact(concept, pair))


def _leading(dated: list[_Dated]) -> list[_Dated]:
    """One change per test or watch and kind: the worst, and among equals the one that most examples share.

    Other differences in the same test have the same cause; `compare` shows them.
    """
    shared: dict[tuple[Pair, str], set[str]] = defaultdict(set)
    for one in dated:
        shared[one.pair, one.change.key].add(one.concept.slug)
    best: dict[tuple[Pair, str, str, Kind], _Dated] = {}

    def order(one: _Dated) -> tuple[int, int]:
        return one.change.aspect.rank, -len(shared[one.pair, one.change.key])

    for one in dated:
        place = one.pair, one.concept.slug, one.change.place.test, one.change.kind
        if place not in best or order(one) < order(best[place]):
            best[place] = one
    return list(best.values())


def _causes(sweep: Sweep, dated: Iterable[_Dated]) -> Iterator[PastCause]:
    """The causes by the pair of states between which they occurred, earliest first, and worst first within a pair."""
    groups: dict[Pair, list[_Dated]] = defaultdict(list)
    for one in dated:
        groups[one.pair].append(one)
    for pair in sorted(groups, key=lambda one: (one[1], one[0])):
        members = groups[pair]
        for cause in causes_of(one.change for one in members):
            mine = [one for one in members if one.change.key == cause.key]
            yield _past(cause, pair, mine, _steps(sweep, pair, [one.concept for one in mine]))


def _past(cause: Cause, pair: Pair, members: list[_Dated], steps: list[Step]) -> PastCause:
    places: dict[str, list[str]] = defaultdict(list)
    for place in cause.places:
        if place.test not in places[place.slug]:
            places[place.slug].append(place.test)
    return PastCause(
        kind=cause.kind,
        aspect=cause.aspect,
        key=short_key(cause.key),
        sentence=cause.sentence[:LONGEST],
        old=cause.old[:LONGEST_VALUE],
        new=cause.new[:LONGEST_VALUE],
        advice=cause.advice,
        status=cause.status,
        security=cause.security,
        places=dict(places),
        before=pair[0],
        after=pair[1],
        exact=any(one.exact for one in members),
        steps=steps,
    )


def _steps(sweep: Sweep, pair: Pair, concepts: Iterable[Concept]) -> list[Step]:
    """The main packages that changed between two states in all of the examples, or else any packages that did."""
    common: set[tuple[str, str, str]] | None = None
    for concept in concepts:
        old, new = (sweep.keeper.resolution(concept, sweep.states[number]) for number in pair)
        if not old or not new or not old.packages or not new.packages:
            continue
        names = old.packages.keys() | new.packages.keys()
        moved = {(name, old.packages.get(name, ""), new.packages.get(name, "")) for name in names}
        moved = {one for one in moved if one[1] != one[2]}
        common = moved if common is None else common & moved or common
    rank = {name: number for number, name in enumerate(MAIN)}
    ordered = sorted(common or (), key=lambda one: (rank.get(one[0], len(rank)), one))
    likely = [one for one in ordered if one[0] in rank] or ordered[:MOST_STEPS]
    return [Step(package=name, old=old, new=new) for name, old, new in likely]


def _intervals(sweep: Sweep, concept: Concept) -> Iterator[Interval]:
    """The outcomes of a concept in its known states, with equal neighbours merged."""
    current: Interval | None = None
    for number in sweep.known[concept.slug]:
        found = sweep.keeper.outcome(concept, sweep.states[number])
        if found is None:
            continue
        outcome, message = found
        if current and current.outcome is outcome:
            current = current.model_copy(update={"last": number})
            continue
        if current:
            yield current
        reason = "" if outcome is Outcome.PASSED else first_line(message)[:LONGEST]
        current = Interval(outcome=outcome, first=number, last=number, message=reason)
    if current:
        yield current
