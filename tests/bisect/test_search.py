"""The versions that a bisection tries, with packages that only exist in a table."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from fastapi_by_example.bisect.axes import PackageAxis, TimeAxis, package_axis, state_of, time_axis
from fastapi_by_example.bisect.search import bisect, is_present
from fastapi_by_example.corpus.concept import Concept
from fastapi_by_example.diff.causes import causes_of
from fastapi_by_example.diff.changes import Cause, Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.environments.resolution import Python, Resolution, UnresolvableError
from fastapi_by_example.execution.interpreter import not_run
from fastapi_by_example.execution.trials import Trials
from fastapi_by_example.execution.verify import Session
from fastapi_by_example.run.document import ExampleResult, Outcome, TestResult
from fastapi_by_example.run.remembered import Remembered
from fastapi_by_example.store.cache import Cache
from fastapi_by_example.targets.target import Target
from tests.corpora import CorpusWriter

PYTHON = Python("python", "3.11.9", "fake")
Fits = Callable[[dict[str, str]], bool]


class Table(Trials):
    """Trials with an index that is a table: each package's versions and their upload days."""

    def __init__(self, corpus: CorpusWriter, uploads: dict[str, dict[str, str]], fits: Fits = lambda _: True) -> None:
        corpus.example("sample")
        super().__init__(Session(corpus.discover(), PYTHON, Cache(Path("none")), Remembered(Path("none"))))
        self.uploads = uploads
        self.fits = fits
        self.tried: list[tuple[dict[str, str], bool]] = []
        self.judge: Callable[[dict[str, str]], Outcome] = lambda _: Outcome.PASSED
        self.results: Callable[[dict[str, str]], ExampleResult] = lambda chosen: result({"test_it": self.judge(chosen)})

    @property
    def concept(self) -> Concept:
        return self.session.corpus.concepts["sample"]

    def _choose(self, concept: Concept, target: Target) -> Resolution:
        sources = {one.name: str(one.url) for one in map(Requirement, target.sources)}
        constraints = [one for one in map(Requirement, target.constraints) if not one.marker or one.marker.evaluate()]
        versions = [
            [sources[name]]
            if name in sources
            else [
                version
                for version, uploaded in reversed(known.items())
                if (not target.as_of or uploaded < target.as_of)
                and (target.prerelease or "b" not in version)
                and all(one.specifier.contains(version, True) for one in constraints if one.name == name)
            ]
            for name, known in self.uploads.items()
        ]
        for chosen in product(*versions):
            packages = dict(zip(self.uploads, chosen, strict=True))
            if self.fits(packages):
                return Resolution((), tuple(f"{n}=={v}" for n, v in packages.items()), packages=packages)
        raise UnresolvableError("they do not fit")

    def run(self, concepts: Sequence[Concept], target: Target, *, twice: bool = False) -> dict[str, ExampleResult]:
        found = self.resolve(self.concept, target)
        if found is None:
            return {"sample": not_run(self.concept, self.session.corpus.root, Outcome.UNRESOLVABLE, "they do not fit")}
        self.tried.append((dict(found.packages), bool(twice)))
        return {"sample": self.results(found.packages)}


def result(tests: dict[str, Outcome], outcome: Outcome | None = None, message: str = "") -> ExampleResult:
    """The example's result, from its tests."""
    bad = next((one for one in tests.values() if one is not Outcome.PASSED), Outcome.PASSED)
    listed = [
        TestResult(name=name, outcome=one, message="" if one is Outcome.PASSED else message or "assert 404 == 200")
        for name, one in tests.items()
    ]
    return ExampleResult(slug="sample", table=1, title="Sample", outcome=outcome or bad, message=message, tests=listed)


def day(number: int) -> str:
    return f"2026-03-{number:02}T00:00:00Z"


THREE_EACH = {name: {"1.0": day(1), "2.0": day(1), "3.0": day(1)} for name in ("aaa", "core", "fastapi")}
OLD = Target("old", constraints=("aaa==1.0", "core==1.0", "fastapi==1.0"))
NEW = Target("new", constraints=("aaa==2.0", "core==2.0", "fastapi==2.0"))


def packages(axis: PackageAxis | TimeAxis, position: float) -> list[str]:
    """The versions in a state, by package name."""
    return [version for _, version in sorted(axis.at(position).packages.items())]


def test_packages_move_in_order_of_name(corpus: CorpusWriter) -> None:
    table = Table(corpus, THREE_EACH)
    axis = package_axis(table, table.concept, OLD, NEW)
    assert [packages(axis, step / 3) for step in range(4)] == [
        ["1.0", "1.0", "1.0"],
        ["2.0", "1.0", "1.0"],
        ["2.0", "2.0", "1.0"],
        ["2.0", "2.0", "2.0"],
    ]


def test_dependencies_move_no_further_than_the_other_end(corpus: CorpusWriter) -> None:
    table = Table(corpus, THREE_EACH, lambda chosen: (chosen["aaa"] == "1.0") == (chosen["fastapi"] == "1.0"))
    axis = package_axis(table, table.concept, OLD, NEW)
    assert packages(axis, 1 / 3) == ["2.0", "2.0", "2.0"]
    back = package_axis(table, table.concept, NEW, OLD)
    assert packages(back, 1 / 3) == ["1.0", "2.0", "1.0"]


def test_package_missing_from_one_end_is_pinned_to_the_other(corpus: CorpusWriter) -> None:
    axis = PackageAxis(
        Table(corpus, THREE_EACH),
        corpus.discover().concepts["sample"],
        OLD,
        NEW,
        {"aaa": "1.0"},
        {"core": "2.0"},
        ["x"],
    )
    assert axis.mixed([], strict=True).constraints == ("aaa==1.0", "core==2.0")
    assert axis.mixed([], strict=False).constraints == ("aaa==1.0", "core==2.0")


def test_moved_package_keeps_the_candidates_source(corpus: CorpusWriter) -> None:
    checkout = Target("./fastapi", sources=("fastapi @ file:///clone",), constraints=("aaa==2.0", "core==2.0"))
    table = Table(corpus, THREE_EACH)
    there = package_axis(table, table.concept, OLD, checkout)
    assert [there.at(step / 3).target.sources for step in (1, 2)] == [(), ()]
    back = package_axis(table, table.concept, checkout, OLD)
    assert [back.at(step / 3).target.sources for step in (1, 2)] == [checkout.sources] * 2
    first = replace(there, moved=["fastapi", "aaa", "core"])
    assert first.at(1 / 3).target.sources == checkout.sources
    assert packages(first, 1 / 3) == ["1.0", "1.0", "file:///clone"]


def test_interdependent_packages_are_blamed_together(corpus: CorpusWriter) -> None:
    ends = (("1.0", "1.0"), ("2.0", "file:///core"))
    table = Table(corpus, THREE_EACH, lambda chosen: (chosen["aaa"], chosen["core"]) in ends)
    table.judge = lambda chosen: Outcome.PASSED if chosen["core"] == "1.0" else Outcome.FAILED
    candidate = Target("new", constraints=("aaa==2.0", "fastapi==1.0"), sources=("core @ file:///core",))
    (found,) = bisect(table, table.concept, (OLD, candidate))
    assert found.blame().packages == ["aaa 1.0 → 2.0", "core 1.0 → file:///core"]
    assert found.blame().remark == "they can only be upgraded together"


def test_low_end_is_the_base_despite_pre_releases(corpus: CorpusWriter) -> None:
    table = Table(corpus, {"fastapi": {"1.0": day(1), "1.1b1": day(2), "1.1": day(5), "1.2b1": day(7)}})
    table.judge = lambda chosen: Outcome.FAILED if "b" in chosen["fastapi"] else Outcome.PASSED
    base, candidate = Target("2026-03-03", as_of=day(4)), Target("latest+pre", prerelease=True)
    assert time_axis(table, table.concept, base, candidate) is None
    assert time_axis(table, table.concept, base, replace(candidate, prerelease=False)) is not None
    (found,) = bisect(table, table.concept, (base, candidate))
    assert found.before.target == base
    assert found.blame().packages == ["fastapi 1.0 → 1.2b1"]
    assert found.blame().released == ""


def test_only_the_base_runs_twice(corpus: CorpusWriter) -> None:
    table = Table(corpus, {"fastapi": {f"1.{n}": day(n) for n in range(1, 20)}})
    table.judge = lambda chosen: Outcome.FAILED if int(chosen["fastapi"][2:]) >= 9 else Outcome.PASSED
    assert bisect(table, table.concept, (Target("a", as_of=day(2)), Target("b", as_of=day(19))))
    assert {chosen["fastapi"] for chosen, twice in table.tried if twice} == {"1.1"}
    assert len([chosen for chosen, twice in table.tried if twice]) == 1


def test_pins_of_an_unresolvable_target_respect_markers(corpus: CorpusWriter) -> None:
    table = Table(corpus, THREE_EACH, lambda _: False)
    constraints = ('aaa==1.0; python_version < "3.11"', 'core==2.0; python_full_version >= "3.11.9"', "fastapi<3")
    state = state_of(table, table.concept, Target("x", constraints=constraints, sources=("b @ file:///b",)), 1.0)
    assert state.resolution is None
    assert state.packages == {"core": "2.0", "b": "file:///b"}


PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
GOOD = result({"test_a": PASSED, "test_b": PASSED})


@pytest.mark.parametrize(
    ("candidate", "seen", "counts"),
    [
        (result({"test_a": FAILED, "test_b": PASSED}), GOOD, False),
        (result({"test_a": FAILED, "test_b": PASSED}), result({"test_a": PASSED, "test_b": FAILED}), False),
        (result({"test_a": FAILED}), result({"test_a": FAILED, "test_b": PASSED}, message="assert 5 == 2"), True),
        (result({"test_a": FAILED}), result({}, Outcome.TIMEOUT), True),
        (result({"test_a": FAILED}), result({}, Outcome.UNRESOLVABLE), True),
        (result({"test_a": FAILED}), result({"test_b": PASSED}), True),
        (result({"test_a": PASSED}), result({"test_a": PASSED}), True),  # test_b is gone from both
        (result({"test_a": PASSED}), GOOD, False),
        (result({}, Outcome.TIMEOUT), result({"test_a": PASSED, "test_b": FAILED}), True),
        (result({"import": Outcome.ERROR}, message="ImportError: x"), GOOD, False),
        (result({"import": Outcome.ERROR}, message="ImportError: x"), result({"test_a": FAILED}), True),
    ],
)
def test_breakage_is_found_however_it_fails(candidate: ExampleResult, seen: ExampleResult, counts: bool) -> None:
    cause = next(cause for cause in causes_of(changes_of(GOOD, candidate)) if cause.kind is Kind.BROKEN)
    assert is_present(cause, GOOD, candidate)
    assert is_present(cause, GOOD, seen) == counts


def test_unresolvable_is_searched_for_by_kind() -> None:
    (cause,) = causes_of(changes_of(GOOD, result({}, Outcome.UNRESOLVABLE, "because of one thing")))
    assert is_present(cause, GOOD, result({}, Outcome.UNRESOLVABLE, "because of another"))
    assert not is_present(cause, GOOD, result({"test_a": FAILED}))


def test_several_causes_are_dated_in_one_search(corpus: CorpusWriter) -> None:
    table = Table(corpus, {"fastapi": {f"1.{n}": day(n) for n in range(1, 28)}})
    broken = {"test_a": 9, "test_b": 9, "test_c": 20}

    def judged(chosen: dict[str, str]) -> ExampleResult:
        version = int(chosen["fastapi"][2:])
        outcomes = {name: FAILED if version >= since else PASSED for name, since in broken.items()}
        return result(outcomes, message="")

    table.results = judged
    found = bisect(table, table.concept, (Target("a", as_of=day(2)), Target("b", as_of=day(27))))
    assert [(one.blame().packages, [cause.places[0].test for cause in one.causes]) for one in found] == [
        (["fastapi 1.8 → 1.9"], ["test_a", "test_b"]),
        (["fastapi 1.19 → 1.20"], ["test_c"]),
    ]
    assert len(table.tried) < 30


def test_single_cause_can_be_followed(corpus: CorpusWriter) -> None:
    table = Table(corpus, {"fastapi": {f"1.{n}": day(n) for n in range(1, 28)}})
    table.results = lambda chosen: result(
        {
            name: FAILED if int(chosen["fastapi"][2:]) >= since else PASSED
            for name, since in (("test_a", 9), ("test_c", 20))
        }
    )

    def wanted(cause: Cause) -> bool:
        return cause.places[0].test == "test_c"

    (found,) = bisect(table, table.concept, (Target("a", as_of=day(2)), Target("b", as_of=day(27))), wanted)
    assert found.blame().packages == ["fastapi 1.19 → 1.20"]
