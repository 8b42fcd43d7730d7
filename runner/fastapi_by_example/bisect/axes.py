"""The axis between two targets: moments in time, or the packages that differ.

A position from 0 (the base) to 1 (the candidate) is a state of the packages. Every state is resolved anew, since old
versions of one package rarely work with new versions of another.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.resolution import Python, Resolution
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.targets.target import Target

FORMAT = "%Y-%m-%dT%H:%M:%SZ"
FINEST = timedelta(minutes=1)
"""Releases in the same minute count as one: related packages are uploaded together."""


@dataclass(frozen=True)
class State:
    """One point of an axis: a target and its versions.

    If it cannot be resolved, `packages` has the versions that the target itself names.
    """

    target: Target
    position: float
    resolution: Resolution | None
    packages: Mapping[str, str]

    def same_versions(self, other: "State") -> bool:
        """Whether two states have the same resolution."""
        if not self.resolution or not other.resolution:
            return False
        return self.resolution.requirements == other.resolution.requirements


def state_of(trials: Trials, concept: Concept, target: Target, position: float) -> State:
    """The state of an example's packages on a target."""
    resolution = trials.resolve(concept, target)
    return State(
        target,
        position,
        resolution,
        resolution.packages if resolution else _named_versions(target, trials.session.python),
    )


def _named_versions(target: Target, python: Python) -> dict[str, str]:
    """The exact versions and sources that a target names for a Python, even if they cannot be resolved."""
    holds = {"python_full_version": python.version, "python_version": ".".join(python.version.split(".")[:2])}
    found: dict[str, str] = {}
    for requirement in map(Requirement, (*target.constraints, *target.sources)):
        if requirement.marker and not requirement.marker.evaluate(holds):
            continue
        exact = [one.version for one in requirement.specifier if one.operator == "==" and "*" not in one.version]
        if requirement.url or exact:
            found[canonicalize_name(requirement.name)] = requirement.url or exact[0]
    return found


@dataclass
class TimeAxis:
    """Moments between two dates; the base may be later than the candidate."""

    trials: Trials
    concept: Concept
    base: Target
    candidate: Target
    start: datetime
    end: datetime

    def at(self, position: float) -> State:
        """The state at the moment of a position."""
        moment = self.start + (self.end - self.start) * position
        spelled = f"{moment:{FORMAT}}"
        constraints = self.base.constraints
        target = Target(spelled, as_of=spelled, prerelease=self.candidate.prerelease, constraints=constraints)
        return state_of(self.trials, self.concept, target, position)

    def divisible(self, low: State, high: State) -> bool:
        """Whether there may be a release between two moments."""
        return not low.same_versions(high) and (abs(self.end - self.start) * (high.position - low.position) > FINEST)

    def steps(self, low: State, high: State) -> int:
        """The most bisection steps left between two moments."""
        left = abs(self.end - self.start) * (high.position - low.position) / FINEST
        return max(0, math.ceil(math.log2(max(left, 1))) - 1)

    def between(self, low: State, high: State) -> State:
        """The moment in the middle."""
        return self.at((low.position + high.position) / 2)


def time_axis(trials: Trials, concept: Concept, base: Target, candidate: Target) -> TimeAxis | None:
    """The axis between two targets that differ only in their moment; None for others."""
    if (
        base.sources
        or candidate.sources
        or base.constraints != candidate.constraints
        or base.prerelease != candidate.prerelease
        or not (base.as_of or candidate.as_of)
    ):
        return None
    now = datetime.now(UTC)
    start, end = (datetime.strptime(t.as_of, FORMAT).replace(tzinfo=UTC) if t.as_of else now for t in (base, candidate))
    return TimeAxis(trials, concept, base, candidate, start, end) if start != end else None


@dataclass
class PackageAxis:
    """The packages that differ, upgraded one by one; at position k/n, the first k are upgraded."""

    trials: Trials
    concept: Concept
    base: Target
    candidate: Target
    old: Mapping[str, str]
    new: Mapping[str, str]
    moved: Sequence[str]

    def at(self, position: float) -> State:
        """The state with some packages upgraded; the ends are the two targets themselves.

        If the other packages cannot keep their old versions, they may get any version between old and new.
        """
        if position in (0.0, 1.0):
            return state_of(self.trials, self.concept, self.candidate if position else self.base, position)
        done = self.moved[: round(position * len(self.moved))]
        state = state_of(self.trials, self.concept, self.mixed(done, strict=True), position)
        if state.resolution:
            return state
        return state_of(self.trials, self.concept, self.mixed(done, strict=False), position)

    def mixed(self, done: Sequence[str], *, strict: bool) -> Target:
        """A target with some packages upgraded; the others keep their versions or, unless `strict`, may be newer."""
        asked = [self.asked(name, done, strict=strict) for name in sorted(self.old.keys() | self.new.keys())]
        moments = (self.base.as_of, self.candidate.as_of)
        return Target(
            ", ".join(_exactly(name, self.new[name]) for name in done),
            as_of=max(moments) if all(moments) else "",
            prerelease=True,
            constraints=tuple(line for line in asked if " @ " not in line),
            sources=tuple(line for line in asked if " @ " in line),
        )

    def asked(self, name: str, done: Sequence[str], *, strict: bool) -> str:
        """The requirement for one package, always within the range of the two ends."""
        was, now = self.old.get(name), self.new.get(name)
        if was is None or now is None or was == now or name in done:
            return _exactly(name, now or was or "")
        if strict or "://" in was or "://" in now:
            return _exactly(name, was)
        least, most = sorted((Version(was), Version(now)))
        return f"{name}>={least.public},<={most.public}"

    def divisible(self, low: State, high: State) -> bool:
        """Whether two states differ in more than one package."""
        return round((high.position - low.position) * len(self.moved)) > 1

    def steps(self, low: State, high: State) -> int:
        """The most bisection steps left between two states."""
        left = (high.position - low.position) * len(self.moved)
        return max(0, math.ceil(math.log2(max(left, 1))) - 1)

    def between(self, low: State, high: State) -> State | None:
        """The state in the middle, or the nearest one that can be resolved.

        None if two resolved states have none between them: the packages can only be upgraded together.
        """
        first, last = round(low.position * len(self.moved)), round(high.position * len(self.moved))
        middle = (first + last) // 2
        for step in sorted(range(first + 1, last), key=lambda step: abs(step - middle)):
            state = self.at(step / len(self.moved))
            if state.resolution:
                return state
        return None if low.resolution and high.resolution else self.at(middle / len(self.moved))


def _exactly(name: str, version: str) -> str:
    """A requirement for one version of a package, or for an address."""
    return f"{name} @ {version}" if "://" in version else f"{name}=={version}"


def package_axis(trials: Trials, concept: Concept, base: Target, candidate: Target) -> PackageAxis:
    """The axis between two targets with different versions; the packages are upgraded in alphabetical order.

    A package that only one end has is not upgraded: whatever needs it gets that version.
    """
    old, new = (state_of(trials, concept, target, 0).packages for target in (base, candidate))
    moved = sorted(name for name in old.keys() & new.keys() if old[name] != new[name])
    return PackageAxis(trials, concept, base, candidate, old, new, moved)
