"""Find the release with which an example's outcome or its observations change.

Between two moments the axis is time: what the index had, as of then. Between two sets of pins or lock files it is the
list of packages that differ, moved from old to new one after the other. Either way every state is resolved anew, for
old versions of one package seldom fit new ones of another.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from runner.catalog import Concept
from runner.changes import Blame, Change, Kind
from runner.comparison import changes_of
from runner.openapi_diff import Impact
from runner.resolution import Resolution
from runner.results import ExampleResult
from runner.target import Target
from runner.trials import Trials

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
FINEST = timedelta(minutes=1)
"""Releases of the same minute are one event: packages that belong together are uploaded together."""
CONFIRMING_RUNS = 4
"""States beside the found point that are tried, in the widest gaps, to see whether the change comes and goes."""


@dataclass(frozen=True)
class State:
    """One point of the axis: the versions that a target means there."""

    target: Target
    position: float
    resolution: Resolution | None


@dataclass
class Finding:
    """The two neighbouring states between which the change lies, and everything that was tried on the way."""

    before: State
    after: State
    changes: list[Change]
    tried: dict[float, bool] = field(default_factory=dict)
    steady: bool = True

    def blame(self) -> Blame:
        """The packages that differ between the neighbours, in both versions, and when the new ones were released."""
        old = self.before.resolution.packages if self.before.resolution else {}
        new = self.after.resolution.packages if self.after.resolution else {}
        moved = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        packages = [f"{name} {old.get(name, 'none')} → {new.get(name, 'none')}" for name in moved]
        released = self.after.target.as_of if self.after.target.as_of and self.before.target.as_of else ""
        remarks = []
        if len(packages) > 1:
            remarks.append("released in the same minute" if released else "they only fit together")
        if not self.steady:
            remarks.append("it comes and goes: this is one of several points")
        if self.after.resolution is None:
            remarks.append("from here on the versions do not fit together")
        return Blame(packages=packages, released=released, remark="; ".join(remarks))


Judge = Callable[[ExampleResult, ExampleResult], list[Change]]


def any_change(base: ExampleResult, seen: ExampleResult) -> list[Change]:
    """Everything that differs and that somebody could care about."""
    return [c for c in changes_of(base, seen) if c.impact != Impact.COSMETIC and c.kind is not Kind.STILL_FAILING]


def with_cause(cause: str) -> Judge:
    """A judge who looks for one cause only."""
    return lambda base, seen: [change for change in changes_of(base, seen) if change.cause == cause]


def bisect(
    trials: Trials,
    concept: Concept,
    base: Target,
    candidate: Target,
    judge: Judge = any_change,
    tell: Callable[[str], None] = lambda _: None,
) -> Finding | None:
    """The first point between two targets at which an example changes; None where both ends are alike."""
    search = Search(trials, concept, base, judge, tell)
    axis = time_axis(trials, concept, base, candidate) or package_axis(trials, concept, base, candidate)
    low, high = axis.at(0.0), axis.at(1.0)
    if not search.changed(high):
        return None
    while axis.divisible(low, high):
        middle = axis.between(low, high)
        if middle.resolution and low.resolution and middle.resolution.requirements == low.resolution.requirements:
            low = middle
        elif (
            middle.resolution and high.resolution and middle.resolution.requirements == high.resolution.requirements
        ) or search.changed(middle):
            high = middle
        else:
            low = middle
    finding = Finding(low, high, search.seen(high), search.tried)
    for _ in range(CONFIRMING_RUNS if isinstance(axis, TimeAxis) else 0):
        state = axis.at(middle_of_widest_gap(search.tried, low.position, high.position))
        finding.steady &= search.changed(state) == (state.position >= high.position)
    return finding


def middle_of_widest_gap(tried: Iterable[float], low: float, high: float) -> float:
    """The position that is farthest from all that were tried, not between the two neighbours."""
    points = sorted({0.0, low, high, *tried})
    gaps = [(later - earlier, earlier) for earlier, later in pairwise(points) if (earlier, later) != (low, high)]
    width, start = max(gaps, default=(0.0, low))
    return start + width / 2


@dataclass
class Search:
    """Judges states of one example against its result on the base."""

    trials: Trials
    concept: Concept
    base: Target
    judge: Judge
    tell: Callable[[str], None]
    tried: dict[float, bool] = field(default_factory=dict)

    def seen(self, state: State) -> list[Change]:
        """What differs between the base and a state."""
        base = self.trials.run([self.concept], self.base)[self.concept.slug]
        result = self.trials.run([self.concept], state.target)[self.concept.slug]
        return self.judge(base, result)

    def changed(self, state: State) -> bool:
        """Whether a state differs from the base."""
        different = bool(self.seen(state))
        self.tried[state.position] = different
        self.tell(f"{state.target.spelled}: {'changed' if different else 'as on the base'}")
        return different


@dataclass
class TimeAxis:
    """Moments between two dates, as positions from 0 to 1."""

    trials: Trials
    concept: Concept
    base: Target
    candidate: Target
    start: datetime
    end: datetime

    def at(self, position: float) -> State:
        """The state as of a moment; the ends are the two targets themselves."""
        moment = self.start + (self.end - self.start) * position
        spelled = f"{moment:{FORMAT}}"
        constraints = self.base.constraints
        target = Target(spelled, as_of=spelled, prerelease=self.candidate.prerelease, constraints=constraints)
        return State(target, position, self.trials.resolve(self.concept, target))

    def divisible(self, low: State, high: State) -> bool:
        """Whether a release could still lie between two moments."""
        if low.resolution and high.resolution and low.resolution.requirements == high.resolution.requirements:
            return False
        return (self.end - self.start) * (high.position - low.position) > FINEST

    def between(self, low: State, high: State) -> State:
        """The moment in the middle."""
        return self.at((low.position + high.position) / 2)


def time_axis(trials: Trials, concept: Concept, base: Target, candidate: Target) -> TimeAxis | None:
    """The axis between two targets that differ in their moment only; None for others."""
    if (
        base.sources
        or candidate.sources
        or base.constraints != candidate.constraints
        or not (base.as_of or candidate.as_of)
    ):
        return None
    now = datetime.now(UTC)
    start, end = (datetime.strptime(t.as_of, FORMAT).replace(tzinfo=UTC) if t.as_of else now for t in (base, candidate))
    return TimeAxis(trials, concept, base, candidate, start, end) if start != end else None


@dataclass
class PackageAxis:
    """The packages that differ, moved from old to new one after the other; position k/n has the first k moved."""

    trials: Trials
    concept: Concept
    base: Target
    candidate: Target
    old: dict[str, str]
    new: dict[str, str]
    moved: Sequence[str]

    def at(self, position: float) -> State:
        """The state with a share of the packages moved; the ends are the two targets themselves."""
        steps = round(position * len(self.moved))
        if steps == 0 or steps == len(self.moved):
            target = self.candidate if steps else self.base
            return State(target, position, self.trials.resolve(self.concept, target))
        kept = {name: version for name, version in self.old.items() if name not in self.moved}
        done = {name: self.new[name] for name in self.moved[:steps] if name in self.new}
        rest = {name: self.old[name] for name in self.moved[steps:] if name in self.old}
        for pins in ({**kept, **done, **rest}, {**done, **rest}, done):
            target = self.pinned(pins, ", ".join(f"{n}=={v}" for n, v in done.items()))
            resolution = self.trials.resolve(self.concept, target)
            if resolution:
                break
        return State(target, position, resolution)

    def pinned(self, pins: dict[str, str], spelled: str) -> Target:
        """A target with exact versions."""
        constraints = tuple(sorted(f"{name}=={version}" for name, version in pins.items() if "://" not in version))
        return Target(spelled, as_of=self.candidate.as_of, prerelease=True, constraints=constraints)

    def divisible(self, low: State, high: State) -> bool:
        """Whether more than one package lies between two states."""
        return round((high.position - low.position) * len(self.moved)) > 1

    def between(self, low: State, high: State) -> State:
        """The state in the middle, or the nearest to it whose versions fit together."""
        first, last = round(low.position * len(self.moved)), round(high.position * len(self.moved))
        middle = (first + last) // 2
        for step in sorted(range(first + 1, last), key=lambda step: abs(step - middle)):
            state = self.at(step / len(self.moved))
            if state.resolution:
                return state
        return self.at(middle / len(self.moved))


def package_axis(trials: Trials, concept: Concept, base: Target, candidate: Target) -> PackageAxis:
    """The axis between two targets with different pins; the package that others depend on least is moved last."""
    old, new = trials.resolve(concept, base), trials.resolve(concept, candidate)
    before, after = old.packages if old else {}, new.packages if new else {}
    moved = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return PackageAxis(trials, concept, base, candidate, before, after, moved)
