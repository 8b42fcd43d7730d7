"""What the runs say about each concept: one outcome for each run, the first run being what the others differ from."""

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

SHOWN_PACKAGES = {"fastapi": "FastAPI", "starlette": "Starlette", "pydantic": "Pydantic"}
"""The packages whose versions stand beside a outcome; the others are named where they are all listed."""
MOST_PACKAGES = 200
MOST_LINES = 6
"""Reasons of one outcome that are shown."""


class Standing(StrEnum):
    """How a concept stands against the versions of a run, the worst first."""

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
        """The sign that stands for it, so that nothing is told by colour alone."""
        return SYMBOLS[self]

    @property
    def key(self) -> str:
        """Its name as a class of style.css."""
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
    Standing.WARNS: "every test passed, and something said that it is deprecated",
    Standing.CHANGED: "every test passed, but an answer or the OpenAPI document differs from the first column",
    Standing.FAILS: "a test failed, or the example did not come to its end",
    Standing.UNRESOLVABLE: "the packages of the example cannot be installed together",
    Standing.SKIPPED: "a test needs something that was not there",
    Standing.NOT_APPLICABLE: "the versions are older than the example needs, or lack a package of it",
    Standing.NOT_RUN: "the run did not have it",
}


@dataclass(frozen=True)
class ConceptOutcome:
    """What one run says about one concept, and why where it is not a plain pass."""

    standing: Standing
    reasons: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Column:
    """One run: what it was made with, and its outcome on each concept of the corpus."""

    number: int
    run: Run
    outcomes: dict[str, ConceptOutcome]

    @property
    def target(self) -> str:
        """The target as it was spelled."""
        return one_line(self.run.target, 60)

    @property
    def date(self) -> str:
        """The day on which the run was started."""
        return day(self.run.started)

    @property
    def python(self) -> str:
        """The version of Python."""
        return one_line(self.run.python, 30)

    @cached_property
    def versions(self) -> list[tuple[str, str]]:
        """The version of each shown package that most environments have."""
        return versions_of(self.run.environments)

    def packages_of(self, slug: str) -> list[str]:
        """What was installed for a concept, each package with its version."""
        environment = self.environment_of(slug)
        installed = sorted(environment.packages.items()) if environment else []
        return [one_line(f"{name} {version}", 100) for name, version in installed[:MOST_PACKAGES]]

    @cached_property
    def counts(self) -> list[tuple[Standing, int]]:
        """How many concepts stand how, for those that there are."""
        counted = Counter(outcome.standing for outcome in self.outcomes.values())
        return [(standing, counted[standing]) for standing in MEANINGS if counted[standing]]

    def environment_of(self, slug: str) -> EnvironmentResult | None:
        """The environment in which a concept was run."""
        return environment_of(self.run, result_of(slug, self.run))


def columns(runs: Sequence[Run], slugs: Sequence[str]) -> list[Column]:
    """One column for each run, in their order; each but the first is also compared with the first."""
    return [
        Column(number, run, {slug: outcome_of(*beside(slug, run, runs[0])) for slug in slugs})
        for number, run in enumerate(runs, start=1)
    ]


def beside(slug: str, run: Run, first: Run) -> tuple[ExampleResult | None, ExampleResult | None]:
    """A concept's result of a run, and that of the first run to compare it with.

    There is none where the very same was installed for both: what differs then varies by itself.
    """
    result, base = result_of(slug, run), result_of(slug, first)
    return result, None if installed(run, result) == installed(first, base) else base


def result_of(slug: str, run: Run) -> ExampleResult | None:
    """A concept's result of a run."""
    return next((example for example in run.examples if example.slug == slug), None)


def environment_of(run: Run, result: ExampleResult | None) -> EnvironmentResult | None:
    """The environment in which an example was run."""
    wanted = result.environment if result else ""
    return next((environment for environment in run.environments if environment.id == wanted), None)


def installed(run: Run, result: ExampleResult | None) -> tuple[str, dict[str, str]]:
    """What an example was run with."""
    environment = environment_of(run, result)
    return run.python, environment.packages if environment else {}


def outcome_of(result: ExampleResult | None, base: ExampleResult | None) -> ConceptOutcome:
    """Judge one result, beside that of the first run where there is one."""
    if result is None:
        return ConceptOutcome(Standing.NOT_RUN)
    if result.outcome is Outcome.UNRESOLVABLE:
        return ConceptOutcome(Standing.UNRESOLVABLE, (told(result.message),))
    if result.outcome in BAD:
        return ConceptOutcome(Standing.FAILS, failures(result), one_line(f"{result.file}:{result.line}"))
    changed, deprecations = changes(base, result), deprecated(result.observations.warnings)
    if changed:
        return ConceptOutcome(Standing.CHANGED, changed)
    if deprecations:
        return ConceptOutcome(Standing.WARNS, deprecations)
    if result.outcome is Outcome.NOT_APPLICABLE:
        return ConceptOutcome(Standing.NOT_APPLICABLE, limited([result.message]))
    if result.outcome is Outcome.SKIPPED:
        return ConceptOutcome(Standing.SKIPPED, skips(result))
    return ConceptOutcome(Standing.PASSES)


def failures(result: ExampleResult) -> tuple[str, ...]:
    """Why an example did not pass: its tests' messages, or what is said of it as a whole."""
    bad = [f"{test.name}: {first_line(test.message)}" for test in result.tests if test.outcome in BAD]
    return limited(bad or [f"{result.outcome}: {first_line(result.message)}"])


def skips(result: ExampleResult) -> tuple[str, ...]:
    """What was not there for the tests that were skipped."""
    return limited(
        [f"{test.name}: {first_line(test.message)}" for test in result.tests if test.outcome is Outcome.SKIPPED]
    )


def changes(base: ExampleResult | None, result: ExampleResult) -> tuple[str, ...]:
    """What answers or documents itself differently than in the first run.

    A matter of wording is not counted, nor is what an application is made of inside.
    """
    if base is None or base.outcome in BAD:
        return ()
    return limited(
        [
            f"{change.kind}: {change.summary}"
            for change in changes_of(base, result)
            if change.kind in (Kind.BEHAVIOUR, Kind.OPENAPI) and not change.aspect.is_folded
        ]
    )


def deprecated(warnings: Sequence[WarningRecord]) -> tuple[str, ...]:
    """The warnings that announce a change to come, whichever library's own class they have."""
    return limited(
        [
            f"{warning.category}: {first_line(warning.text)}"
            for warning in warnings
            if re.search("deprecat|futurewarning", f"{warning.category} {warning.text}", re.IGNORECASE)
        ]
    )


def limited(lines: Sequence[str]) -> tuple[str, ...]:
    """The first of some lines, each one only once, and how many more there are."""
    different = list(dict.fromkeys(told(line) for line in lines))
    more = len(different) - MOST_LINES
    return (*different[:MOST_LINES], *((f"… and {more} more",) if more > 0 else ()))


def told(text: str) -> str:
    """A text on one line of a bearable length, harmless to read."""
    return one_line(text, 400)


def first_line(text: str) -> str:
    """The first line of a message."""
    return text.strip().partition("\n")[0]


def day(moment: str) -> str:
    """The date of an ISO timestamp; the text itself, shortened, where a file has something else there."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", moment)
    return found[0] if found else one_line(moment, 30)


def versions_of(environments: Sequence[EnvironmentResult]) -> list[tuple[str, str]]:
    """The version of each shown package that most of the environments have, under the name it is written with."""
    found = []
    for package, name in SHOWN_PACKAGES.items():
        counted = Counter(e.packages[package] for e in environments if package in e.packages)
        if counted:
            found.append((name, one_line(max(sorted(counted), key=lambda version: counted[version]), 30)))
    return found
