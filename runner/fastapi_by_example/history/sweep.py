"""The sweep: decides which example to run in which state next, until the release of every change is known.

First, every example is run on some releases of FastAPI. If an example differs between two of them, the states between
them are bisected until the change lies between two neighbours. A few examples find the release of a change; the others
that have it are run only there. Then every example is run on the other releases, to find changes that were reverted
between two equal releases.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.changes import Aspect, Change, Kind
from fastapi_by_example.history.document import general_key
from fastapi_by_example.history.keeper import Keeper
from fastapi_by_example.history.timeline import FASTAPI, TRACKED, State, spread

SPACING = 48
"""Number of releases of FastAPI between two on which every example is run before anything else."""
SPECIAL = frozenset({"sqlalchemy", "strawberry-graphql"})
"""Tracked packages that are only installed for examples that declare them."""

MOST_AT_ONCE = 40
"""Most examples to run in the middle of a gap. The first one costs most: its environment has to be built."""
ENOUGH_SECONDS = 4
"""Number of states in which an example runs twice, to find what varies from run to run."""
HEAVY = 5
"""The weight of a change of status, exception or security, relative to one of a body, header or document."""

Pair = tuple[int, int]
Spot = tuple[str, str, str]
Weights = dict[str, int]


@dataclass(frozen=True)
class Task:
    """Examples to run in a state, for the first or the second time, and why."""

    state: int
    concepts: tuple[Concept, ...]
    serial: int
    why: str


@dataclass
class Sweep:
    """What is known of each example in each state, and what to run next."""

    keeper: Keeper
    states: Sequence[State]
    concepts: Sequence[Concept]
    known: dict[str, list[int]] = field(default_factory=dict)
    seconds: dict[str, set[int]] = field(default_factory=dict)
    _axes: dict[frozenset[str], list[int]] = field(default_factory=dict)
    _changes: dict[tuple[str, int, int], tuple[Change, ...]] = field(default_factory=dict)
    _unsteady: dict[str, frozenset[Spot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.releases = [number for number, state in enumerate(self.states) if state.is_release]
        for concept in self.concepts:
            known = [one for one in self.axis(concept) if self.keeper.is_known(concept, self.states[one])]
            self.known[concept.slug] = known
            self.seconds[concept.slug] = {one for one in known if self.keeper.was_run(concept, self.states[one], 1)}

    def axis(self, concept: Concept) -> list[int]:
        """The states that matter for an example, in order: those of packages that it has."""
        own = {name.partition("[")[0] for names in concept.declared.key for name in names}
        left_out = SPECIAL - own
        if left_out not in self._axes:
            packages = {FASTAPI, *TRACKED} - left_out
            self._axes[left_out] = [number for number, state in enumerate(self.states) if state.package in packages]
        return self._axes[left_out]

    def is_whole(self, number: int) -> bool:
        """Whether every example is known in a state."""
        return all(number in self.known[concept.slug] for concept in self.concepts)

    def note(self, task: Task) -> None:
        """Record that a task is done. This also covers examples with the same versions in other states."""
        state = self.states[task.state]
        for concept in self.concepts:
            known = self.known[concept.slug]
            if task.state not in known and task.state in self.axis(concept) and self.keeper.is_known(concept, state):
                insort(known, task.state)
        for concept in task.concepts if task.serial else ():
            self.seconds[concept.slug].add(task.state)
            self._unsteady.pop(concept.slug, None)

    def pairs(self, concept: Concept) -> Iterator[Pair]:
        """The pairs of neighbouring known states of an example."""
        return pairwise(self.known[concept.slug])

    def changes(self, concept: Concept, pair: Pair) -> list[Change]:
        """The changes of an example between two known states.

        Folded changes, and those that also occur between two runs of the same state, are omitted.
        """
        name = (concept.slug, *pair)
        if name not in self._changes:
            old, new = ((self.states[number], 0) for number in pair)
            self._changes[name] = tuple(self.keeper.changes(concept, old, new))
        unsteady = self.unsteady(concept)
        return [one for one in self._changes[name] if not unsteady.intersection(_spots(one))]

    def unsteady(self, concept: Concept) -> frozenset[Spot]:
        """The nondeterministic places of an example: if one varies in any state, it is assumed to vary in all."""
        if concept.slug not in self._unsteady:
            found: set[Spot] = set()
            for number in self.seconds.get(concept.slug, ()):
                first, second = ((self.states[number], serial) for serial in (0, 1))
                found |= {_spots(one)[-1] for one in self.keeper.changes(concept, first, second)}
            self._unsteady[concept.slug] = frozenset(found)
        return self._unsteady[concept.slug]

    def is_exact(self, concept: Concept, pair: Pair) -> bool:
        """Whether no state that matters for an example lies between the two."""
        return not self.between(concept, pair)

    def between(self, concept: Concept, pair: Pair) -> list[int]:
        """The states between the two that matter for an example."""
        axis = self.axis(concept)
        return axis[bisect_right(axis, pair[0]) : bisect_left(axis, pair[1])]

    def tasks(self) -> list[Task]:
        """The tasks that can be run next, in any order but the most useful first; empty if everything is known."""
        order = spread(len(self.releases))
        anchors = [self.releases[number] for number in order if self._is_anchor(number)]
        rest = [self.releases[number] for number in order if not self._is_anchor(number)]
        return self._whole(anchors) or self._second() or self._divisions() or self._whole(rest)

    def _is_anchor(self, number: int) -> bool:
        last = len(self.releases) - 1
        return number == last or (number % SPACING == 0 and last - number > SPACING // 4)

    def _whole(self, numbers: Sequence[int]) -> list[Task]:
        missing = {number: [one for one in self.concepts if number not in self.known[one.slug]] for number in numbers}
        return [Task(number, tuple(concepts), 0, "whole") for number, concepts in missing.items() if concepts]

    def _second(self) -> list[Task]:
        """Second runs, to detect nondeterminism.

        An example with any change runs again in its newest state, and in the first states whose release changed it.
        """
        wanted: dict[int, list[Concept]] = defaultdict(list)
        for concept in self.concepts:
            seconds = self.seconds[concept.slug]
            changed = [pair for pair in self.pairs(concept) if self.changes(concept, pair)]
            if changed and not seconds:
                wanted[self._newest_run(concept)].append(concept)
            for low, high in changed:
                enough = len(seconds) >= ENOUGH_SECONDS or seconds & {low, high}
                if self.is_exact(concept, (low, high)) and not enough and self._was_run(concept, high):
                    wanted[high].append(concept)
        return [Task(number, tuple(dict.fromkeys(concepts)), 1, "again") for number, concepts in wanted.items()]

    def _was_run(self, concept: Concept, number: int) -> bool:
        return self.keeper.was_run(concept, self.states[number], 0)

    def _newest_run(self, concept: Concept) -> int:
        """The newest state in which an example was run, or else its newest known state."""
        known = self.known[concept.slug]
        return next((number for number in reversed(known) if self._was_run(concept, number)), known[-1])

    def _divisions(self) -> list[Task]:
        """Tasks inside the gaps, those that date most changes first.

        A few examples run in the middle of a gap, until one of them has dated each change. After that, the others with
        the same change run at its release, to confirm it.
        """
        exact = self._exact_pairs()
        halving: dict[int, dict[Concept, Weights]] = defaultdict(dict)
        guided: dict[int, dict[Concept, Weights]] = defaultdict(dict)
        for concept, pair, weights, inside in self._open():
            guesses = _guesses(exact, pair, inside, weights)
            unknown = {key: weight for key, weight in weights.items() if key not in guesses}
            if unknown:
                halving[_middle(inside)][concept] = unknown
            else:
                guided[max(guesses.values())][concept] = weights
        if halving:
            heaviest = sorted(halving, key=lambda one: (-_total(halving[one]), one))
            return [Task(number, tuple(_cover(halving[number])), 0, "bisecting") for number in heaviest]
        largest = sorted(guided, key=lambda one: (-len(guided[one]), one))
        return [Task(number, tuple(guided[number]), 0, "confirming") for number in largest]

    def _open(self) -> Iterator[tuple[Concept, Pair, Weights, list[int]]]:
        """Each example and pair of states with changes not yet dated, their weights, and the states between."""
        for concept in self.concepts:
            for pair in self.pairs(concept):
                inside = self.between(concept, pair)
                if inside and (weights := _weights(self.changes(concept, pair))):
                    yield concept, pair, weights, inside

    def _exact_pairs(self) -> dict[str, set[Pair]]:
        """The neighbouring states between which some example shows a cause, by its key."""
        found: dict[str, set[Pair]] = defaultdict(set)
        for concept in self.concepts:
            for pair in self.pairs(concept):
                if self.is_exact(concept, pair):
                    for one in self.changes(concept, pair):
                        found[general_key(one.key)].add(pair)
        return found

    def open_gaps(self) -> int:
        """The number of gaps: an example and two states between which a change has no exact release."""
        return sum(1 for _ in self._open())


def _spots(change: Change) -> list[Spot]:
    """The places of a change, regardless of its values.

    Equal requests may run concurrently, in any order: if anything varies in one of them, all of them count as varying.
    """
    request, _, number = change.place.request.partition(" (")
    exact = change.place.test, request, change.what
    return [exact, (change.place.test, request, "")] if number else [exact]


def _weights(changes: Iterable[Change]) -> Weights:
    """The weights of some changes by key: of each test, the worst change of each kind counts."""
    worst: dict[tuple[str, Kind], Change] = {}
    for one in changes:
        place = one.place.test, one.kind
        if place not in worst or one.aspect.rank < worst[place].aspect.rank:
            worst[place] = one
    return {general_key(one.key): HEAVY if one.aspect.rank <= Aspect.SECURITY.rank else 1 for one in worst.values()}


def _guesses(exact: dict[str, set[Pair]], pair: Pair, inside: Sequence[int], keys: Iterable[str]) -> dict[str, int]:
    """The changes of a gap that other examples have dated inside it, each with the state to run next."""
    found: dict[str, int] = {}
    for key in keys:
        for low, high in exact.get(key, ()):
            state = high if high < pair[1] else low
            if pair[0] <= low and high <= pair[1] and state in inside:
                found[key] = state
    return found


def _middle(inside: Sequence[int]) -> int:
    """The most even number among some states: near the middle, and the same for overlapping gaps."""
    return max(inside, key=lambda number: number & -number)


def _total(shown: dict[Concept, Weights]) -> int:
    """The total weight of all changes, each counted once."""
    return sum({key: weight for weights in shown.values() for key, weight in weights.items()}.values())


def _cover(shown: dict[Concept, Weights]) -> list[Concept]:
    """A few examples that show most of the changes, chosen greedily by the weight of the changes not yet shown."""
    left = {key for weights in shown.values() for key in weights}
    chosen: list[Concept] = []
    while left and len(chosen) < MOST_AT_ONCE:
        best = max(shown, key=lambda one: (sum(shown[one][key] for key in shown[one].keys() & left), one.slug))
        chosen.append(best)
        left -= shown[best].keys()
    return chosen
