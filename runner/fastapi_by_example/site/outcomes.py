"""The outcomes of each concept, one per run. Every run is compared with the first."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from fastapi_by_example.diff.changes import Kind
from fastapi_by_example.diff.comparison import changes_of
from fastapi_by_example.render.escape import one_line
from fastapi_by_example.run.document import BAD, EnvironmentResult, ExampleResult, Outcome, Run, WarningRecord
from fastapi_by_example.text import first_line

SHOWN_PACKAGES = {"fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic"}
"""The packages whose versions are shown beside an outcome."""
MOST_PACKAGES = 200
MOST_LINES = 6
"""Most reasons shown per outcome."""


class Standing(StrEnum):
    """The standing of a concept with the versions of a run, worst first."""

    FAILS = "fails"
    UNRESOLVABLE = "not resolvable"
    CHANGED = "changed"
    WARNS = "warns"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not applicable"
    NOT_RUN = "not run"
    PASSES = "passes"

    @property
    def symbol(self) -> str:
        """The symbol, so that no information depends on colour alone."""
        return SYMBOLS[self]

    @property
    def key(self) -> str:
        """The class name in style.css."""
        return self.value.replace(" ", "-")


SYMBOLS = {
    Standing.FAILS: "✗",
    Standing.UNRESOLVABLE: "⊘",
    Standing.CHANGED: "≠",
    Standing.WARNS: "!",
    Standing.SKIPPED: "○",
    Standing.NOT_APPLICABLE: "·",
    Standing.NOT_RUN: "–",
    Standing.PASSES: "✓",
}
MEANINGS = {
    Standing.PASSES: "every test passed",
    Standing.WARNS: "every test passed, with deprecation warnings",
    Standing.CHANGED: "every test passed, but a response or the OpenAPI document differs from the first column",
    Standing.FAILS: "a test failed, or the example did not finish",
    Standing.UNRESOLVABLE: "the packages of the example cannot be installed together",
    Standing.SKIPPED: "a test needs something that was not available",
    Standing.NOT_APPLICABLE: "the versions are too old for the example, or lack a package",
    Standing.NOT_RUN: "the run did not include the example",
}


@dataclass(frozen=True)
class ConceptOutcome:
    """The standing of one concept in one run, with the reasons if it does not pass."""

    standing: Standing
    reasons: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Column:
    """One run with its outcome for each concept of the corpus."""

    number: int
    run: Run
    outcomes: dict[str, ConceptOutcome]

    @property
    def target(self) -> str:
        """The target as the user spelled it."""
        return one_line(self.run.target, 60)

    @property
    def date(self) -> str:
        """The date of the run."""
        return _day(self.run.started)

    @property
    def python(self) -> str:
        """The version of Python."""
        return one_line(self.run.python, 30)

    @cached_property
    def versions(self) -> list[tuple[str, str]]:
        """The most common version of each shown package."""
        return versions_of(self.run.environments)

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
        return environment_of(self.run, _result_of(slug, self.run))


def columns(runs: Sequence[Run], slugs: Sequence[str]) -> list[Column]:
    """One column per run, in order. Later runs are compared with the first."""
    return [
        Column(number, run, {slug: outcome_of(*beside(slug, run, runs[0])) for slug in slugs})
        for number, run in enumerate(runs, start=1)
    ]


def beside(slug: str, run: Run, first: Run) -> tuple[ExampleResult | None, ExampleResult | None]:
    """A concept's result in a run, and its result in the first run for comparison.

    The latter is None if both used the same packages: any difference is nondeterministic then.
    """
    result, base = _result_of(slug, run), _result_of(slug, first)
    return result, None if installed(run, result) == installed(first, base) else base


def _result_of(slug: str, run: Run) -> ExampleResult | None:
    """A concept's result in a run."""
    return next((example for example in run.examples if example.slug == slug), None)


def environment_of(run: Run, result: ExampleResult | None) -> EnvironmentResult | None:
    """The environment of an example."""
    wanted = result.environment if result else ""
    return next((environment for environment in run.environments if environment.id == wanted), None)


def installed(run: Run, result: ExampleResult | None) -> tuple[str, dict[str, str]]:
    """The Python and the packages of an example."""
    environment = environment_of(run, result)
    return run.python, environment.packages if environment else {}


def outcome_of(result: ExampleResult | None, base: ExampleResult | None) -> ConceptOutcome:
    """The outcome for a result, compared with that of the first run if there is one."""
    if result is None:
        return ConceptOutcome(Standing.NOT_RUN)
    if result.outcome is Outcome.UNRESOLVABLE:
        return ConceptOutcome(Standing.UNRESOLVABLE, (_shortened(result.message),))
    if result.outcome in BAD:
        return ConceptOutcome(Standing.FAILS, _failures(result), one_line(f"{result.file}:{result.line}"))
    changed, deprecations = _changes(base, result), deprecated(result.observations.warnings)
    if changed:
        return ConceptOutcome(Standing.CHANGED, changed)
    if deprecations:
        return ConceptOutcome(Standing.WARNS, deprecations)
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


def _changes(base: ExampleResult | None, result: ExampleResult) -> tuple[str, ...]:
    """The changes in responses and OpenAPI documents since the first run, without internal ones."""
    if base is None or base.outcome in BAD:
        return ()
    return _limited(
        [
            f"{change.kind}: {change.summary}"
            for change in changes_of(base, result)
            if change.kind in (Kind.BEHAVIOUR, Kind.OPENAPI) and not change.aspect.is_folded
        ]
    )


def deprecated(warnings: Sequence[WarningRecord]) -> tuple[str, ...]:
    """The deprecation warnings, of any category."""
    return _limited(
        [
            f"{warning.category}: {first_line(warning.text)}"
            for warning in warnings
            if re.search("deprecat|futurewarning", f"{warning.category} {warning.text}", re.IGNORECASE)
        ]
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
