"""Find the release with which an example's outcome or its observations change.

Between two moments the axis is time: what the index had, as of then. Between two sets of pins or lock files it is the
list of packages that differ, moved from old to new one after the other.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from fastapi_by_example.bisect.axes import State, TimeAxis, package_axis, time_axis
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.changes import Blame, Change, Group, Kind
from fastapi_by_example.diff.comparison import changes_of, classify, test_cause
from fastapi_by_example.diff.openapi import Impact
from fastapi_by_example.errors import NothingVerifiedError
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.run.document import BAD, ExampleResult, Outcome
from fastapi_by_example.targets.target import Target

CONFIRMING_RUNS = 4
"""States beside the found point that are tried, in the widest gaps, to see whether the change comes and goes."""


@dataclass
class Finding:
    """The two neighbouring states between which the change lies, and everything that was tried on the way."""

    before: State
    after: State
    changes: list[Change]
    tried: dict[float, bool] = field(default_factory=dict)
    by_time: bool = False
    steady: bool = True

    def blame(self) -> Blame:
        """The packages that differ between the neighbours, in both versions, and when the later ones were released."""
        old, new = self.before.packages, self.after.packages
        complete = self.before.resolution is not None and self.after.resolution is not None
        names = old.keys() | new.keys() if complete else old.keys() & new.keys()
        moved = sorted(name for name in names if old.get(name) != new.get(name))
        packages = [f"{name} {old.get(name, 'none')} → {new.get(name, 'none')}" for name in moved]
        released = max(self.before.target.as_of, self.after.target.as_of) if self.by_time else ""
        remarks = []
        if len(packages) > 1 and complete:
            remarks.append("released in the same minute" if released else "they only fit together")
        if not self.steady:
            remarks.append("it comes and goes: this is one of several points")
        if self.after.resolution is None:
            remarks.append("from here on the versions do not fit together")
        return Blame(packages=packages, released=released, remark="; ".join(remarks))


Judge = Callable[[ExampleResult, ExampleResult], bool]
"""Whether a result differs from that on the base in what is looked for."""


def any_change(base: ExampleResult, seen: ExampleResult) -> list[Change]:
    """Everything that differs and that somebody could care about."""
    return [c for c in changes_of(base, seen) if c.impact != Impact.COSMETIC and c.kind is not Kind.STILL_FAILING]


def differs(base: ExampleResult, seen: ExampleResult) -> bool:
    """A judge to whom every change counts."""
    return bool(any_change(base, seen))


def judge_of(group: Group, base: ExampleResult, candidate: ExampleResult) -> Judge:
    """A judge who looks for what a group of a comparison has found, with an example's results on both sides.

    What broke counts however it fails, and what cannot be resolved whatever the reason: on the way to the candidate
    both may have read differently.
    """
    if group.kind is Kind.UNRESOLVABLE:
        return lambda _, seen: seen.outcome is Outcome.UNRESOLVABLE
    if group.kind is not Kind.BROKEN:
        return lambda base, seen: any(change.cause == group.cause for change in changes_of(base, seen))
    names = broken_tests(group.cause, base, candidate)
    if names:
        return lambda base, seen: any(breaks(name, base, seen) for name in names)
    return lambda base, seen: turned_bad(base.outcome, seen.outcome)


def broken_tests(cause: str, base: ExampleResult, candidate: ExampleResult) -> list[str]:
    """The tests that broke by a cause; none where it was the example as a whole."""
    causes = {test.name: f"{base.slug}: {test.name} is gone" for test in base.tests}
    causes |= {test.name: test_cause(candidate.slug, test) for test in candidate.tests if test.message}
    return [name for name, known in causes.items() if f"{Kind.BROKEN}: {known}" == cause and name != "import"]


def breaks(name: str, base: ExampleResult, seen: ExampleResult) -> bool:
    """Whether a test that was good on the base is not any more.

    One that was not run shares the fate of its example; a good example lacks it, where the base has it.
    """
    before = {test.name: test.outcome for test in base.tests}
    after = {test.name: test.outcome for test in seen.tests}
    fate = Outcome.FAILED if name in before and seen.outcome not in BAD else seen.outcome
    return turned_bad(before.get(name, base.outcome), after.get(name, fate))


def turned_bad(old: Outcome, new: Outcome) -> bool:
    """Whether what was good on the base is not good any more."""
    return classify(old, new) in (Kind.BROKEN, Kind.UNRESOLVABLE)


def bisect(
    trials: Trials,
    concept: Concept,
    base: Target,
    candidate: Target,
    judge: Judge = differs,
    tell: Callable[[str], None] = lambda _: None,
) -> Finding | None:
    """The first point between two targets at which an example changes; None where both ends are alike.

    Raises NothingVerifiedError where the base cannot be resolved: nothing can be told from it.
    """
    start = trials.run([concept], base, twice=True)[concept.slug]
    if start.outcome is Outcome.UNRESOLVABLE:
        raise NothingVerifiedError(f"{concept.slug} has no environment on {base.spelled}: {start.message}")
    search = Search(trials, concept, start, judge, tell)
    axis = time_axis(trials, concept, base, candidate) or package_axis(trials, concept, base, candidate)
    low, high = axis.at(0.0), axis.at(1.0)
    if not search.changed(high):
        return None
    while axis.divisible(low, high):
        middle = axis.between(low, high)
        if middle is None:
            break
        if middle.same_versions(low):
            low = middle
        elif middle.same_versions(high) or search.changed(middle):
            high = middle
        else:
            low = middle
    finding = Finding(low, high, any_change(search.base, search.result(high)), search.tried, isinstance(axis, TimeAxis))
    for _ in range(CONFIRMING_RUNS if finding.by_time else 0):
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
    """Judges states of one example against its result on the base, the only one whose own variation counts."""

    trials: Trials
    concept: Concept
    base: ExampleResult
    judge: Judge
    tell: Callable[[str], None]
    tried: dict[float, bool] = field(default_factory=dict)

    def result(self, state: State) -> ExampleResult:
        """What came of the example in a state."""
        return self.trials.run([self.concept], state.target, twice=False)[self.concept.slug]

    def changed(self, state: State) -> bool:
        """Whether a state differs from the base."""
        different = self.judge(self.base, self.result(state))
        self.tried[state.position] = different
        self.tell(f"{state.target.spelled}: {'changed' if different else 'as on the base'}")
        return different
