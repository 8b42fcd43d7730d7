"""Find the releases that changed an example: all causes between two targets are dated in one shared search.

Between two moments the axis is time: what the index had, as of then. Between two sets of pins or lock files it is the
list of packages that differ, moved from old to new one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fastapi_by_example.bisect.axes import PackageAxis, State, TimeAxis, package_axis, time_axis
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.causes import causes_of
from fastapi_by_example.diff.changes import Blame, Cause, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.diff.outcomes import IMPORT
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome
from fastapi_by_example.targets.target import Target

CONFIRMING_RUNS = 4
"""States beside those of the search that are tried, in the widest gaps, to see whether a change comes and goes."""


@dataclass
class Finding:
    """Two neighbouring states, and the causes that begin between them."""

    before: State
    after: State
    causes: list[Cause]
    by_time: bool = False
    intermittent: bool = False

    def blame(self) -> Blame:
        """The packages that differ between the states, in both versions, and when the later ones were released."""
        old, new = self.before.packages, self.after.packages
        complete = self.before.resolution is not None and self.after.resolution is not None
        names = old.keys() | new.keys() if complete else old.keys() & new.keys()
        moved = sorted(name for name in names if old.get(name) != new.get(name))
        packages = [f"{name} {old.get(name, 'none')} → {new.get(name, 'none')}" for name in moved]
        released = max(self.before.target.as_of, self.after.target.as_of) if self.by_time else ""
        remarks = []
        if len(packages) > 1 and complete:
            remarks.append("released in the same minute" if released else "they only fit together")
        if self.intermittent:
            remarks.append("it comes and goes: this is one of several points")
        if self.after.resolution is None:
            remarks.append("from here on the versions do not fit together")
        return Blame(packages=packages, released=released, remark="; ".join(remarks))


@dataclass
class Progress:
    """A step of a search: the state that was tried, and how many more runs are expected at most."""

    state: str
    changed: int
    left: int


def find_causes(base: ExampleResult, seen: ExampleResult) -> list[Cause]:
    """The causes between two results of an example that a report would not fold."""
    causes = causes_of(changes_of(base, seen))
    return [cause for cause in causes if not cause.aspect.is_folded]


def bisect(
    trials: Trials,
    concept: Concept,
    ends: tuple[Target, Target],
    wanted: Callable[[Cause], bool] = lambda _: True,
    tell: Callable[[Progress], None] = lambda _: None,
) -> list[Finding]:
    """Date the causes between two targets that are wanted; empty if there are none.

    Findings are in the order from base to candidate. Raises NothingVerifiedError if the base cannot be resolved.
    """
    base, candidate = ends
    first = trials.run([concept], base, twice=True)[concept.slug]
    if first.outcome is Outcome.UNRESOLVABLE:
        raise NothingVerifiedError(f"{concept.slug} has no environment on {base.spelled}: {first.message}")
    axis = time_axis(trials, concept, base, candidate) or package_axis(trials, concept, base, candidate)
    low, high = axis.at(0.0), axis.at(1.0)
    search = _Search(trials, concept, first, axis, tell)
    causes = [cause for cause in find_causes(first, search.result(high)) if wanted(cause)]
    if causes:
        search.divide(low, high, causes)
        search.confirm(low, high)
    return search.findings


@dataclass
class _Search:
    """Divides the axis, with each run judged for all causes at once."""

    trials: Trials
    concept: Concept
    base: ExampleResult
    axis: TimeAxis | PackageAxis
    tell: Callable[[Progress], None]
    findings: list[Finding] = field(default_factory=list)
    tried: dict[float, list[Cause]] = field(default_factory=dict)

    def result(self, state: State) -> ExampleResult:
        """The example's result in a state."""
        return self.trials.run([self.concept], state.target, twice=False)[self.concept.slug]

    def divide(self, low: State, high: State, causes: Sequence[Cause]) -> None:
        """Find where each cause begins; all of them are there at the high end, and none is at the low end."""
        while self.axis.divisible(low, high):
            middle = self.axis.between(low, high)
            if middle is None:
                break
            if middle.same_versions(low):
                low = middle
                continue
            if middle.same_versions(high):
                high = middle
                continue
            there = self._there(middle, causes, low, high)
            later = [cause for cause in causes if cause not in there]
            if there and later:
                self.divide(low, middle, there)
                self.divide(middle, high, later)
                return
            low, high = (low, middle) if there else (middle, high)
        by_time = isinstance(self.axis, TimeAxis)
        self.findings.append(Finding(low, high, list(causes), by_time))

    def _there(self, state: State, causes: Sequence[Cause], low: State, high: State) -> list[Cause]:
        seen = self.result(state)
        there = [cause for cause in causes if is_there(cause, self.base, seen)]
        self.tried[state.position] = there
        self.tell(Progress(state.target.spelled, len(there), self.axis.steps(low, high)))
        return there

    def confirm(self, low: State, high: State) -> None:
        """Try some more states of a time axis, and mark the causes that come and go."""
        if not isinstance(self.axis, TimeAxis):
            return
        everything = [cause for finding in self.findings for cause in finding.causes]
        found = [(finding.before.position, finding.after.position) for finding in self.findings]
        for _ in range(CONFIRMING_RUNS):
            self._there(self.axis.at(_middle_of_widest_gap(self.tried, found)), everything, low, high)
        for finding in self.findings:
            for position, there in self.tried.items():
                began = position >= finding.after.position
                known = [cause for cause in finding.causes if cause in there]
                if (began and len(known) < len(finding.causes)) or (position <= finding.before.position and known):
                    finding.intermittent = True


def is_there(cause: Cause, base: ExampleResult, seen: ExampleResult) -> bool:
    """Whether a result differs from that on the base by a cause.

    What broke counts however it fails, and what cannot be resolved whatever the reason: on the way to the candidate
    both may have read differently.
    """
    if cause.kind is Kind.UNRESOLVABLE:
        return seen.outcome is Outcome.UNRESOLVABLE
    changes = list(changes_of(base, seen))
    if any(change.key == cause.key for change in changes):
        return True
    if cause.kind is not Kind.BROKEN:
        return False
    tests = {place.test for place in cause.places if place.slug == base.slug}
    if seen.outcome in BAD and not any(test.name != IMPORT for test in seen.tests):
        return True
    broken = {change.place.test for change in changes if change.kind in (Kind.BROKEN, Kind.UNRESOLVABLE)}
    whole = tests & {"", IMPORT}  # then no single test can be looked for
    return bool(broken if whole else tests & broken)


def _middle_of_widest_gap(tried: Iterable[float], found: Sequence[tuple[float, float]]) -> float:
    """The position farthest from all that were tried, not between two neighbours of a finding."""
    points = sorted({0.0, 1.0, *tried, *(position for pair in found for position in pair)})
    gaps = [(later - earlier, earlier) for earlier, later in pairwise(points) if (earlier, later) not in found]
    width, start = max(gaps, default=(0.0, 0.0))
    return start + width / 2
