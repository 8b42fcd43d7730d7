"""Find the releases that changed an example: one search dates all causes between two targets.

Between two moments, the axis is time: the index as of each moment. Between two sets of pins or lock files, it is the
list of packages that differ, upgraded one by one.
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
"""Number of extra states to try in the widest gaps, to detect intermittent changes."""


@dataclass
class Finding:
    """Two adjacent states, and the causes that begin between them."""

    before: State
    after: State
    causes: list[Cause]
    by_time: bool = False
    intermittent: bool = False

    def blame(self) -> Blame:
        """The packages that differ between the states, with both versions and the release date."""
        old, new = self.before.packages, self.after.packages
        complete = self.before.resolution is not None and self.after.resolution is not None
        names = old.keys() | new.keys() if complete else old.keys() & new.keys()
        moved = sorted(name for name in names if old.get(name) != new.get(name))
        packages = [f"{name} {old.get(name, 'none')} → {new.get(name, 'none')}" for name in moved]
        released = max(self.before.target.as_of, self.after.target.as_of) if self.by_time else ""
        remarks = []
        if len(packages) > 1 and complete:
            remarks.append("released in the same minute" if released else "they can only be upgraded together")
        if self.intermittent:
            remarks.append("intermittent: this is one of several points")
        if self.after.resolution is None:
            remarks.append("from here on the versions cannot be resolved")
        return Blame(packages=packages, released=released, remark="; ".join(remarks))


@dataclass
class Progress:
    """A step of a search: the state that was tried, the changed causes, and the most runs left."""

    state: str
    changed: int
    left: int


def _find_causes(base: ExampleResult, observed: ExampleResult) -> list[Cause]:
    """The causes between two results of an example, without folded ones."""
    causes = causes_of(changes_of(base, observed))
    return [cause for cause in causes if not cause.aspect.is_folded]


def bisect(
    trials: Trials,
    concept: Concept,
    ends: tuple[Target, Target],
    wanted: Callable[[Cause], bool] = lambda _: True,
    report: Callable[[Progress], None] = lambda _: None,
) -> list[Finding]:
    """Date the wanted causes between two targets; empty if there are none.

    Findings are ordered from base to candidate. Raises NothingVerifiedError if the base cannot be resolved.
    """
    base, candidate = ends
    first = trials.run([concept], base, twice=True)[concept.slug]
    if first.outcome is Outcome.UNRESOLVABLE:
        raise NothingVerifiedError(f"cannot build an environment for {concept.slug} on {base.spelled}: {first.message}")
    axis = time_axis(trials, concept, base, candidate) or package_axis(trials, concept, base, candidate)
    low, high = axis.at(0.0), axis.at(1.0)
    search = _Search(trials, concept, first, axis, report)
    causes = [cause for cause in _find_causes(first, search.result(high)) if wanted(cause)]
    if causes:
        search.divide(low, high, causes)
        search.confirm(low, high)
    return search.findings


@dataclass
class _Search:
    """Bisects the axis, checking each run for all causes at once."""

    trials: Trials
    concept: Concept
    base: ExampleResult
    axis: TimeAxis | PackageAxis
    report: Callable[[Progress], None]
    findings: list[Finding] = field(default_factory=list)
    tried: dict[float, list[Cause]] = field(default_factory=dict)

    def result(self, state: State) -> ExampleResult:
        """The example's result in a state."""
        return self.trials.run([self.concept], state.target, twice=False)[self.concept.slug]

    def divide(self, low: State, high: State, causes: Sequence[Cause]) -> None:
        """Find where each cause begins: all are present at the high end, none at the low end."""
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
            present = self._present(middle, causes, low, high)
            later = [cause for cause in causes if cause not in present]
            if present and later:
                self.divide(low, middle, present)
                self.divide(middle, high, later)
                return
            low, high = (low, middle) if present else (middle, high)
        by_time = isinstance(self.axis, TimeAxis)
        self.findings.append(Finding(low, high, list(causes), by_time))

    def _present(self, state: State, causes: Sequence[Cause], low: State, high: State) -> list[Cause]:
        result = self.result(state)
        present = [cause for cause in causes if is_present(cause, self.base, result)]
        self.tried[state.position] = present
        self.report(Progress(state.target.spelled, len(present), self.axis.steps(low, high)))
        return present

    def confirm(self, low: State, high: State) -> None:
        """Try some more states of a time axis, and mark intermittent findings."""
        if not isinstance(self.axis, TimeAxis):
            return
        everything = [cause for finding in self.findings for cause in finding.causes]
        found = [(finding.before.position, finding.after.position) for finding in self.findings]
        for _ in range(CONFIRMING_RUNS):
            self._present(self.axis.at(_middle_of_widest_gap(self.tried, found)), everything, low, high)
        for finding in self.findings:
            for position, present in self.tried.items():
                began = position >= finding.after.position
                known = [cause for cause in finding.causes if cause in present]
                if (began and len(known) < len(finding.causes)) or (position <= finding.before.position and known):
                    finding.intermittent = True


def is_present(cause: Cause, base: ExampleResult, result: ExampleResult) -> bool:
    """Whether a result shows a cause, compared with the result on the base.

    Broken tests and unresolvable targets count regardless of their message, since it may differ on the way to the
    candidate.
    """
    if cause.kind is Kind.UNRESOLVABLE:
        return result.outcome is Outcome.UNRESOLVABLE
    changes = list(changes_of(base, result))
    if any(change.key == cause.key for change in changes):
        return True
    if cause.kind is not Kind.BROKEN:
        return False
    tests = {place.test for place in cause.places if place.slug == base.slug}
    if result.outcome in BAD and not any(test.name != IMPORT for test in result.tests):
        return True
    broken = {change.place.test for change in changes if change.kind in (Kind.BROKEN, Kind.UNRESOLVABLE)}
    whole = tests & {"", IMPORT}  # no single test identifies the cause
    return bool(broken if whole else tests & broken)


def _middle_of_widest_gap(tried: Iterable[float], found: Sequence[tuple[float, float]]) -> float:
    """The position farthest from all tried ones, outside the findings."""
    points = sorted({0.0, 1.0, *tried, *(position for pair in found for position in pair)})
    gaps = [(later - earlier, earlier) for earlier, later in pairwise(points) if (earlier, later) not in found]
    width, start = max(gaps, default=(0.0, 0.0))
    return start + width / 2
