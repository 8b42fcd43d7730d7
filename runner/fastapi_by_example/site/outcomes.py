"""Where each concept works: the outcome of its promises in each run, from the oldest versions to the newest."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from packaging.version import InvalidVersion, Version

from fastapi_by_example.render.escape import one_line
from fastapi_by_example.run.document import BAD, KNOWN_GOOD, EnvironmentResult, ExampleResult, Outcome, Run
from fastapi_by_example.text import first_line

SHOWN_PACKAGES = {"fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic"}
"""The packages whose versions are shown beside an outcome."""
MOST_PACKAGES = 200
TIMESTAMP = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
MOST_LINES = 6
"""Most reasons shown per outcome."""


class Standing(StrEnum):
    """Whether a concept works with the versions of a run, worst first."""

    FAILS = "fails"
    UNRESOLVABLE = "cannot be installed"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not available"
    NOT_RUN = "not run"
    PASSES = "works"

    @property
    def symbol(self) -> str:
        """The symbol, so that no information depends on colour alone."""
        return SYMBOLS[self]

    @property
    def key(self) -> str:
        """The class name in style.css."""
        return self.name.lower().replace("_", "-")


SYMBOLS = {
    Standing.FAILS: "✗",
    Standing.UNRESOLVABLE: "⊘",
    Standing.SKIPPED: "○",
    Standing.NOT_APPLICABLE: "·",
    Standing.NOT_RUN: "–",
    Standing.PASSES: "✓",
}
MEANINGS = {
    Standing.PASSES: "every promise of the example holds",
    Standing.FAILS: "a promise does not hold, or the example did not finish",
    Standing.UNRESOLVABLE: "no set of versions satisfies all packages of the example",
    Standing.NOT_APPLICABLE: "the versions are too old for the example, or a package that it needs is missing",
    Standing.SKIPPED: "a test needs something that was not available, such as a container engine",
    Standing.NOT_RUN: "the run did not include the example",
}


@dataclass(frozen=True)
class ConceptOutcome:
    """The standing of one concept in one run, with the reasons if it does not work."""

    standing: Standing
    reasons: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Column:
    """One run with its outcome for each concept of the corpus; `number` counts from the oldest versions."""

    number: int
    run: Run
    outcomes: dict[str, ConceptOutcome]

    @property
    def target(self) -> str:
        """The target as the user spelled it."""
        return one_line(self.run.target, 60)

    @property
    def label(self) -> str:
        """The target as visitors see it: `known-good` with its day."""
        day = _day(self.run.resolved_as_of)
        return f"{self.target} ({day})" if self.run.target == KNOWN_GOOD and day else self.target

    @property
    def date(self) -> str:
        """The date of the run."""
        return _day(self.run.started)

    @property
    def updated(self) -> str:
        """The time of the run, for a feed; the epoch if it is not a valid time."""
        return self.run.started if re.fullmatch(TIMESTAMP, self.run.started) else "1970-01-01T00:00:00Z"

    @property
    def python(self) -> str:
        """The version of Python."""
        return one_line(self.run.python, 30)

    @cached_property
    def versions(self) -> list[tuple[str, str]]:
        """The most common version of each shown package."""
        return versions_of(self.run.environments)

    @property
    def version(self) -> str:
        """The version of FastAPI, or else the target."""
        return dict(self.versions).get("FastAPI", self.target)

    def packages_of(self, slug: str) -> list[str]:
        """The installed packages of a concept with their versions."""
        environment = self.environment_of(slug)
        installed = sorted(environment.packages.items()) if environment else []
        return [one_line(f"{name} {version}", 100) for name, version in installed[:MOST_PACKAGES]]

    @cached_property
    def counts(self) -> list[tuple[Standing, int]]:
        """The number of concepts per standing, without zeros."""
        counted = Counter(outcome.standing for outcome in self.outcomes.values())
        return [(standing, counted[standing]) for standing in MEANINGS if counted[standing]]

    def environment_of(self, slug: str) -> EnvironmentResult | None:
        """The environment of a concept."""
        result = self._results.get(slug)
        wanted = result.environment if result else ""
        return next((environment for environment in self.run.environments if environment.id == wanted), None)

    @cached_property
    def _results(self) -> dict[str, ExampleResult]:
        return {example.slug: example for example in self.run.examples}


def columns(runs: Sequence[Run], slugs: Sequence[str]) -> list[Column]:
    """One column per run, from the oldest FastAPI to the newest, whatever the order of the files."""
    found = []
    for number, run in enumerate(sorted(runs, key=_age), start=1):
        results = {example.slug: example for example in run.examples}
        found.append(Column(number, run, {slug: outcome_of(results.get(slug)) for slug in slugs}))
    return found


def _age(run: Run) -> tuple[Version, str, str]:
    """The sort key of a run: the version of FastAPI, then the day of the versions, then the time of the run."""
    version = dict(versions_of(run.environments)).get("FastAPI", "0")
    try:
        return Version(version), run.resolved_as_of, run.started
    except InvalidVersion:
        return Version("0"), run.resolved_as_of, run.started


def outcome_of(result: ExampleResult | None) -> ConceptOutcome:
    """The outcome for a result."""
    if result is None:
        return ConceptOutcome(Standing.NOT_RUN)
    if result.outcome is Outcome.UNRESOLVABLE:
        return ConceptOutcome(Standing.UNRESOLVABLE, (_shortened(result.message),))
    if result.outcome in BAD:
        return ConceptOutcome(Standing.FAILS, _failures(result), one_line(f"{result.file}:{result.line}"))
    if result.outcome is Outcome.NOT_APPLICABLE:
        return ConceptOutcome(Standing.NOT_APPLICABLE, _limited([result.message]))
    if result.outcome is Outcome.SKIPPED:
        return ConceptOutcome(Standing.SKIPPED, _skips(result))
    return ConceptOutcome(Standing.PASSES)


def _failures(result: ExampleResult) -> tuple[str, ...]:
    """Why an example did not pass: the messages of its tests, or of the example as a whole."""
    bad = [f"{test.name}: {first_line(test.message)}" for test in result.tests if test.outcome in BAD]
    return _limited(bad or [f"{result.outcome}: {first_line(result.message)}"])


def _skips(result: ExampleResult) -> tuple[str, ...]:
    """The reasons of the skipped tests."""
    return _limited(
        [f"{test.name}: {first_line(test.message)}" for test in result.tests if test.outcome is Outcome.SKIPPED]
    )


def _limited(lines: Sequence[str]) -> tuple[str, ...]:
    """The first distinct lines, and the number of the others."""
    different = list(dict.fromkeys(_shortened(line) for line in lines))
    more = len(different) - MOST_LINES
    return (*different[:MOST_LINES], *((f"… and {more} more",) if more > 0 else ()))


def _shortened(text: str) -> str:
    """A text on one line, escaped and truncated."""
    return one_line(text, 400)


def _day(moment: str) -> str:
    """The date of an ISO timestamp; for any other text, its beginning."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", moment)
    return found[0] if found else one_line(moment, 30)


def versions_of(environments: Sequence[EnvironmentResult]) -> list[tuple[str, str]]:
    """The most common version of each shown package, with the package's display name."""
    found = []
    for package, name in SHOWN_PACKAGES.items():
        counted = Counter(e.packages[package] for e in environments if package in e.packages)
        if counted:
            found.append((name, one_line(max(sorted(counted), key=lambda version: counted[version]), 30)))
    return found
