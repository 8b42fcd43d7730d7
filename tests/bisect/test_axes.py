"""An axis divides the range between two targets into states, each of which is resolved anew."""

from datetime import UTC, datetime
from typing import cast

import pytest

from fastapi_by_example.bisect.axes import PackageAxis, State, package_axis, time_axis
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.environments.resolution import Python, Resolution
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Session
from fastapi_by_example.targets.target import Target
from tests.corpora import CorpusWriter


class FakeTrials:
    """Resolves every target to exactly the versions in it, unless they are impossible."""

    def __init__(self, impossible: frozenset[str] = frozenset()) -> None:
        self.impossible = impossible
        self.session = cast(Session, type("Session", (), {"python": Python("python", "3.11.7", "")}))

    def resolve(self, concept: Concept, target: Target) -> Resolution | None:
        if self.impossible & set(target.constraints):
            return None
        lines = tuple(line for line in target.constraints if "==" in line) or (f"fastapi=={target.as_of}",)
        return Resolution((), lines, packages=dict(line.split("==") for line in lines))


@pytest.fixture
def concept(corpus: CorpusWriter) -> Concept:
    corpus.example("sample")
    return corpus.discover().concepts["sample"]


def moment(day: str) -> Target:
    return Target(day, as_of=f"{day}T00:00:00Z")


def pins(**versions: str) -> Target:
    return Target("pins", constraints=tuple(f"{name}=={version}" for name, version in versions.items()))


def trials(*impossible: str) -> Trials:
    return cast(Trials, FakeTrials(frozenset(impossible)))


def packages_of(base: Target, candidate: Target, concept: Concept, *impossible: str) -> PackageAxis:
    return package_axis(trials(*impossible), concept, base, candidate)


def test_moments_are_divided_in_the_middle(concept: Concept) -> None:
    axis = time_axis(trials(), concept, moment("2025-01-01"), moment("2025-01-03"))
    assert axis
    low, high = axis.at(0.0), axis.at(1.0)
    assert axis.between(low, high).target.as_of == "2025-01-02T00:00:00Z"
    assert axis.divisible(low, high)
    assert axis.steps(low, high) == 11  # 2,880 minutes
    assert not axis.divisible(low, low)


def test_moments_may_go_back(concept: Concept) -> None:
    axis = time_axis(trials(), concept, moment("2025-01-03"), moment("2025-01-01"))
    assert axis
    assert axis.between(axis.at(0.0), axis.at(1.0)).target.as_of == "2025-01-02T00:00:00Z"


def test_releases_in_the_same_minute_count_as_one(concept: Concept) -> None:
    axis = time_axis(
        trials(), concept, Target("a", as_of="2025-01-01T00:00:00Z"), Target("b", as_of="2025-01-01T00:00:30Z")
    )
    assert axis
    assert not axis.divisible(axis.at(0.0), axis.at(1.0))


def test_only_targets_that_differ_in_their_moment_have_a_time_axis(concept: Concept) -> None:
    day = moment("2025-01-01")
    others = (day, Target("pinned", as_of="2025-02-01T00:00:00Z", constraints=("starlette<1",)))
    assert [time_axis(trials(), concept, day, other) for other in others] == [None, None]
    assert time_axis(trials(), concept, pins(fastapi="1"), pins(fastapi="2")) is None
    axis = time_axis(trials(), concept, day, Target("latest"))
    assert axis
    assert axis.end.date() == datetime.now(UTC).date()


def test_packages_are_upgraded_one_by_one(concept: Concept) -> None:
    base, candidate = pins(a="1", b="1", c="1", same="1"), pins(a="2", b="2", c="2", same="1")
    axis = packages_of(base, candidate, concept)
    assert axis.moved == ["a", "b", "c"]
    low, high = axis.at(0.0), axis.at(1.0)
    middle = axis.between(low, high)
    assert middle
    assert dict(middle.packages) == {"a": "2", "b": "1", "c": "1", "same": "1"}
    assert axis.divisible(low, high)
    assert not axis.divisible(low, middle)


def test_a_state_that_cannot_be_resolved_is_skipped(concept: Concept) -> None:
    base, candidate = pins(a="1", b="1", c="1"), pins(a="2", b="2", c="2")
    axis = packages_of(base, candidate, concept, "a==2")
    low, high = axis.at(0.0), State(candidate, 1.0, None, {"a": "2"})
    middle = axis.between(low, high)
    assert middle
    assert middle.resolution is None  # no state between has a==1
    assert axis.between(low, axis.at(0.0)) is None


def test_other_packages_may_get_versions_in_between(concept: Concept) -> None:
    axis = packages_of(pins(a="1", b="1"), pins(a="2", b="3"), concept)
    assert axis.mixed(["a"], strict=True).constraints == ("a==2", "b==1")
    assert axis.mixed(["a"], strict=False).constraints == ("a==2", "b>=1,<=3")
    assert axis.asked("b", [], strict=False) == "b>=1,<=3"
